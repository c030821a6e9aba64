//! Files that have the stamp that they had are not read; all others are.
