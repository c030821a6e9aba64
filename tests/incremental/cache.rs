//! What is kept between runs is used, and never trusted further than it goes.
