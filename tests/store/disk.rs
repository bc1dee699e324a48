//! Disks that stop taking writes. What needs the right to mount or to seal a file falls back to a
//! limit on the size of the server's files, and says so: to the server, both are a file that it
//! cannot write to.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

use nix::unistd::Pid;

use crate::support::{PATIENCE, Server};

/// A file that takes up what is left of the disk.
const FILLER: &str = "filler";

/// Why the server's files take no more bytes, and how that ends.
pub enum Trouble {
    /// The disk is full.
    Full(PathBuf),
    /// The files may not be changed.
    Sealed(Vec<PathBuf>),
    /// The server's files may not grow.
    Limited(Pid),
}

impl Trouble {
    /// Fills the disk of the server.
    pub fn full(server: &Server, disk: &Option<Mount>) -> Self {
        let Some(Mount(folder)) = disk else {
            return Self::limited_instead(server, "a disk of its own cannot be mounted");
        };
        let mut filler = File::create(folder.join(FILLER)).unwrap();
        while filler.write_all(&[0; 4096]).is_ok() {}
        Self::Full(folder.join(FILLER))
    }

    /// Makes the server's files read-only, for itself too. But for the memory that its connections
    /// share: who writes to a mapping that is sealed is ended by the kernel.
    pub fn sealed(server: &Server) -> Self {
        let database = server.database();
        let names = ["", "-wal"].map(|end| PathBuf::from(format!("{}{end}", database.display())));
        let files: Vec<_> = names.into_iter().filter(|file| file.exists()).collect();
        match files.iter().all(|file| run("chattr", &["+i"], file)) {
            true => Self::Sealed(files),
            false => Self::limited_instead(server, "files cannot be sealed"),
        }
    }

    fn limited_instead(server: &Server, why: &str) -> Self {
        eprintln!("NOT TESTED AS IT SHOULD BE: {why} here; the size of the server's files is limited instead");
        Self::limited(server)
    }

    /// Lets no file of the server grow.
    pub fn limited(server: &Server) -> Self {
        let pid = server.pid();
        limit_files(pid, "0");
        Self::Limited(pid)
    }

    /// The trouble is over.
    pub fn ends(self) {
        match &self {
            Self::Full(filler) => fs::remove_file(filler).unwrap(),
            Self::Sealed(files) => unseal(files),
            Self::Limited(pid) => limit_files(*pid, "unlimited"),
        }
    }
}

impl Drop for Trouble {
    /// Files that are still sealed could not be removed.
    fn drop(&mut self) {
        if let Self::Sealed(files) = self {
            unseal(files);
        }
    }
}

fn unseal(files: &[PathBuf]) {
    for file in files {
        assert!(run("chattr", &["-i"], file), "{} stays sealed", file.display());
    }
}

/// Only the soft limit, which may be raised again by anyone. The server ignores the signal.
fn limit_files(pid: Pid, size: &str) {
    let limit = format!("--fsize={size}:");
    let set = Command::new("prlimit").args(["--pid", &pid.to_string(), &limit]).status();
    assert!(set.expect("prlimit of util-linux").success());
}

/// A small disk in memory, until it is dropped.
pub struct Mount(PathBuf);

impl Mount {
    /// Restarts the server on a disk of its own of `size` bytes; `None` where that needs more rights.
    pub async fn under(mut server: Server, size: usize) -> (Server, Option<Self>) {
        let folder = server.database().parent().unwrap().to_owned();
        let settings = fs::read(folder.join("parlance.toml")).unwrap();
        server.terminate();
        server.ended(PATIENCE).await;
        let options = format!("size={size}");
        let mounted = run("mount", &["-t", "tmpfs", "-o", &options, "tmpfs"], &folder);
        fs::write(folder.join("parlance.toml"), settings).unwrap();
        (server.restarted().await, mounted.then(|| Self(folder)))
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        // Lazily: the server may still have its files open.
        assert!(run("umount", &["--lazy"], &self.0), "{} stays mounted", self.0.display());
    }
}

fn run(program: &str, arguments: &[&str], file: &Path) -> bool {
    let output = Command::new(program).args(arguments).arg(file).output();
    output.is_ok_and(|output| output.status.success())
}
