//! A server that checks signatures: `s3s-fs`, in this process.

use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::mpsc;

use super::s3::{self, Options};
use crate::publish::web::{CANARY, failure, first, pace, publish, second};
use vouchfolio::publish::{Allowed, MANIFEST, Secret};

const NOTHING: Allowed = Allowed { deletes: None, adopt: false };

/// Serves the folder's folders as buckets until the test's process ends.
fn serve(root: &Path) -> SocketAddr {
    let files = s3s_fs::FileSystem::new(root).expect("a folder");
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let mut builder = S3ServiceBuilder::new(files);
            builder.set_auth(SimpleAuth::from_single("AKIAMAYA", CANARY));
            let service = builder.build().into_shared();
            let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
            tell.send(listener.local_addr().unwrap()).unwrap();
            loop {
                let Ok((stream, _)) = listener.accept().await else { continue };
                let stream = hyper_util::rt::TokioIo::new(stream);
                let service = service.clone();
                tokio::spawn(async move {
                    let http = hyper::server::conn::http1::Builder::new();
                    drop(http.serve_connection(stream, service).await);
                });
            }
        });
    });
    told.recv().expect("an address")
}

fn options(address: SocketAddr) -> Options {
    Options {
        bucket: "maya".into(),
        endpoint: Some(format!("http://{address}").into()),
        region: "eu-central-1".into(),
        prefix: "sites/maya".into(),
        key: Secret::new("AKIAMAYA"),
        secret: Secret::new(CANARY),
        token: None,
        pace: pace(2),
    }
}

#[test]
fn a_server_that_checks_signatures_takes_all_of_it() {
    let root = tempfile::tempdir().unwrap();
    let bucket = root.path().join("maya");
    fs::create_dir_all(bucket.join("sites/other")).unwrap();
    fs::write(bucket.join("sites/other/index.html"), "neighbour").unwrap();
    let address = serve(root.path());
    let open = || s3::open(&options(address)).unwrap();
    let done = publish(&mut *open(), &first(), NOTHING).unwrap();
    assert_eq!(done.counts, [5, 0, 0, 0]);
    let done = publish(&mut *open(), &second(), NOTHING).unwrap();
    assert_eq!(done.counts, [2, 2, 2, 1]);
    let done = publish(&mut *open(), &second(), NOTHING).unwrap();
    assert_eq!(done.counts, [0, 0, 0, 5]);

    let folder = bucket.join("sites/maya");
    for file in second().site().files {
        assert_eq!(fs::read(folder.join(&*file.path)).unwrap(), *file.bytes().unwrap());
    }
    for gone in ["old/index.html", "assets/site.3f9a1c2e.css"] {
        assert!(!folder.join(gone).exists(), "{gone}");
    }
    assert_eq!(fs::read(folder.join(MANIFEST)).unwrap(), second().site().manifest.to_bytes());
    let other = fs::read_to_string(bucket.join("sites/other/index.html")).unwrap();
    assert_eq!(other, "neighbour");
}

#[test]
fn a_server_that_checks_signatures_refuses_others() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("maya")).unwrap();
    let address = serve(root.path());
    let refused = |change: fn(&mut Options)| {
        let mut options = options(address);
        change(&mut options);
        failure(publish(&mut *s3::open(&options).unwrap(), &first(), NOTHING))
    };
    let error = refused(|options| options.secret = Secret::new("another"));
    assert!(error.starts_with("AWS_SECRET_ACCESS_KEY is not the secret"), "{error}");
    let error = refused(|options| options.key = Secret::new("AKIAOTHER"));
    assert!(error.contains("AWS_ACCESS_KEY_ID"), "{error}");
    let error = refused(|options| options.bucket = "nobody".into());
    assert!(error.starts_with(&format!("there is no bucket `nobody` at {address}")), "{error}");
    assert_eq!(fs::read_dir(root.path().join("maya")).unwrap().count(), 0);
}
