//! An OpenSSH server of the test's own, on this machine.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A server with its own host key, which lets one key in. Ends when dropped.
pub struct Server {
    child: Child,
    root: TempDir,
    port: u16,
}

impl Server {
    /// `None` where there is no server to be run. `more` is added to its configuration.
    pub fn start(more: &str) -> Option<Server> {
        let program = ["/usr/sbin/sshd", "/usr/local/sbin/sshd", "/sbin/sshd"]
            .into_iter()
            .find(|path| Path::new(path).exists());
        assert!(program.is_some() || std::env::var_os("CI").is_none(), "sshd is not installed");
        let Some(program) = program else {
            eprintln!("skipped: sshd is not installed");
            return None;
        };
        let root = tempfile::tempdir().expect("a folder");
        for name in ["host", "key", "other"] {
            make_key(&root.path().join(name));
        }
        fs::copy(root.path().join("key.pub"), root.path().join("authorized")).expect("copied");
        // As root, it takes this folder for what it does without rights.
        let _ = fs::create_dir_all("/run/sshd");
        let port = free_port();
        let here = root.path().display();
        let config = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {here}/host\nPidFile none\n\
             AuthorizedKeysFile {here}/authorized\nStrictModes no\nUsePAM no\n\
             PasswordAuthentication no\nKbdInteractiveAuthentication no\n\
             PermitRootLogin prohibit-password\nMaxStartups 100\n{more}\n"
        );
        fs::write(root.path().join("config"), config).expect("a configuration");
        let log = fs::File::create(root.path().join("log")).expect("a log");
        let child = Command::new(program)
            .args(["-D", "-e", "-f"])
            .arg(root.path().join("config"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("sshd starts");
        let mut server = Server { child, root, port };
        server.trust(&server.root.path().join("host.pub"));
        server.wait();
        Some(server)
    }

    fn wait(&mut self) {
        let end = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let ended = self.child.try_wait().expect("its state");
            let log = fs::read_to_string(self.root.path().join("log")).unwrap_or_default();
            assert!(ended.is_none() && Instant::now() < end, "sshd does not listen: {log}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Makes this the one host key that is known of the server.
    pub fn trust(&self, public_key: &Path) {
        let key = fs::read_to_string(public_key).expect("a key");
        let line = format!("[127.0.0.1]:{} {key}", self.port);
        fs::write(self.root.path().join("known"), line).expect("written");
    }

    pub fn forget(&self) {
        fs::write(self.root.path().join("known"), "").expect("written");
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    /// What `RSYNC_RSH` would be, with this key.
    pub fn shell(&self, key: &str) -> String {
        let here = self.root.path().display();
        format!(
            "ssh -F none -p {} -i {here}/{key} -o IdentitiesOnly=yes -o IdentityAgent=none \
             -o UserKnownHostsFile={here}/known -o GlobalKnownHostsFile=/dev/null \
             -o StrictHostKeyChecking=ask",
            self.port
        )
    }

    /// `user@127.0.0.1:` and the path.
    pub fn destination(&self, path: &Path) -> String {
        format!("{}@127.0.0.1:{}", user(), path.display())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that nobody listens on.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.local_addr().expect("its address").port()
}

/// Who runs this test.
pub fn user() -> String {
    let output = Command::new("id").arg("-un").output().expect("id runs");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn make_key(path: &Path) {
    let status = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-C", "a test", "-f"])
        .arg(path)
        .stdin(Stdio::null())
        .status();
    assert!(status.expect("ssh-keygen runs").success());
}
