//! File systems that do not tell of changes made elsewhere.
//!
//! Linux lists what is mounted in `/proc/self/mountinfo` (proc_pid_mountinfo(5)).

#![allow(clippy::disallowed_methods, reason = "the rim: watch asks the system for its events")]

use std::path::{Path, PathBuf};

/// File systems on other machines, or on the other side of a virtual one.
const REMOTE: [&str; 25] = [
    "9p", "9pfs", "acfs", "afs", "ceph", "cifs", "coda", "davfs", "drvfs", "fuse", "gfs2", "gpfs",
    "lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "prl_fs", "smb2", "smb3", "smbfs", "vboxsf",
    "virtiofs", "vmhgfs", "beegfs",
];

/// Of those that programs provide, the ones that show files of this machine. The others are taken
/// to be remote: to look in vain costs little, to miss a change costs trust.
const LOCAL: [&str; 9] = [
    "fuse.bindfs",
    "fuse.encfs",
    "fuse.fuse-overlayfs",
    "fuse.gocryptfs",
    "fuse.mergerfs",
    "fuse.ntfs-3g",
    "fuse.cryfs",
    "fuse.securefs",
    "fuse.unionfs-fuse",
];

/// The kind of file system, where one of the folders lies on, or holds, a remote one.
pub(super) fn remote(folders: &[PathBuf]) -> Option<String> {
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
    folders.iter().find_map(|folder| remote_among(&mounts, folder))
}

fn remote_among(mounts: &str, folder: &Path) -> Option<String> {
    let mounts: Vec<(PathBuf, &str)> = mounts.lines().filter_map(mount).collect();
    let around = mounts.iter().filter(|(point, _)| folder.starts_with(point));
    // Of two at one place the later hides the earlier.
    let nearest = around.max_by_key(|(point, _)| point.components().count());
    let inside = mounts.iter().filter(|(point, _)| point.starts_with(folder) && point != folder);
    let mut kinds = nearest.into_iter().chain(inside).map(|(_, kind)| *kind);
    kinds.find(|kind| is_remote(kind)).map(str::to_owned)
}

/// Where it is mounted, and its kind: the fifth field, and the first after ` - `.
fn mount(line: &str) -> Option<(PathBuf, &str)> {
    let (place, kind) = line.split_once(" - ")?;
    Some((unescaped(place.split(' ').nth(4)?), kind.split(' ').next()?))
}

/// White space and backslashes stand as three octal digits: `\040`.
fn unescaped(text: &str) -> PathBuf {
    let mut parts = text.split('\\');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part.get(..3).and_then(|digits| u8::from_str_radix(digits, 8).ok());
        match code {
            Some(code) => plain.extend([char::from(code)]),
            None => plain.push('\\'),
        }
        plain.push_str(part.get(code.map_or(0, |_| 3)..).unwrap_or_default());
    }
    plain.into()
}

fn is_remote(kind: &str) -> bool {
    REMOTE.contains(&kind) || kind.starts_with("fuse.") && !LOCAL.contains(&kind)
}

#[cfg(test)]
mod tests {
    use super::remote_among;
    use std::path::Path;

    const MOUNTS: &str = r"27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
28 27 0:40 / /mnt/c rw,noatime - 9p C:\134 rw,dirsync
29 27 0:41 / /home/maya rw - nfs4 server:/home rw
30 29 0:42 / /home/maya/local\040disk rw - btrfs /dev/vdb rw
31 27 0:43 / /srv/cloud rw master:2 - fuse.sshfs maya@host: rw
32 27 0:44 / /srv/secret rw - fuse.gocryptfs /home/x rw
33 27 0:45 / /site/content rw - vboxsf content rw
34 27 0:46 / /twice rw - nfs a:/ rw
35 27 0:46 / /twice rw - ext4 /dev/vdc rw";

    #[track_caller]
    fn check(folder: &str, kind: Option<&str>) {
        assert_eq!(remote_among(MOUNTS, Path::new(folder)).as_deref(), kind, "{folder}");
    }

    #[test]
    fn remote_file_systems_are_known() {
        check("/srv/site", None);
        check("/mnt/c/Users/maya/site", Some("9p"));
        check("/mnt/cd", None);
        check("/home/maya/site", Some("nfs4"));
        check("/home/maya/local disk/site", None);
        check("/srv/cloud", Some("fuse.sshfs"));
        check("/srv/secret/site", None);
        check("/site", Some("vboxsf"));
        check("/site/themes", None);
        check("/twice/site", None);
    }

    #[test]
    fn lines_of_other_shapes_are_passed_over() {
        assert_eq!(remote_among("", Path::new("/")), None);
        assert_eq!(remote_among("27 1\n- ext4\n\\ \\9 \\04 a \\ - nfs", Path::new("/a")), None);
    }
}
