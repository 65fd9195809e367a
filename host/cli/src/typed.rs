//! What several commands take as arguments: settings, addresses, and what an adapter may reach.

use clap::Args;
use patio_host::venue::grants::canonical;
use patio_host::venue::{Access, FolderGrant, Grants, HttpGrant};
use std::net::SocketAddr;
use std::path::PathBuf;

/// What an adapter may reach on the desk, where no venue grants it.
#[derive(Args)]
pub(crate) struct Granted {
    /// A server that the adapter may reach, as in [venues.x.allow] http
    #[arg(long = "allow", value_name = "URL", value_parser = grant)]
    pub(crate) allow: Vec<HttpGrant>,
    /// A folder that the adapter may read, or write in too; it is called by its last name
    #[arg(long = "folder", value_name = "PATH=read|write", value_parser = folder)]
    pub(crate) folders: Vec<FolderGrant>,
    /// An address that the adapter may connect to, as in [venues.x.allow] tcp
    #[arg(long = "tcp", value_name = "ADDRESS:PORT", value_parser = address)]
    pub(crate) tcp: Vec<SocketAddr>,
}

// === impl Granted ===

impl Granted {
    pub(crate) fn grants(&self) -> Grants {
        Grants {
            http: self.allow.clone(),
            folders: self.folders.clone(),
            tcp: self.tcp.iter().copied().map(canonical).collect(),
            ..Grants::default()
        }
    }
}

fn folder(text: &str) -> Result<FolderGrant, String> {
    let (path, access) = match text.rsplit_once('=') {
        Some((path, "read")) => (PathBuf::from(path), Access::Read),
        Some((path, "write")) => (PathBuf::from(path), Access::Write),
        _ => return Err("write PATH=read or PATH=write".to_owned()),
    };
    let name = path.file_name().and_then(|name| name.to_str()).filter(|_| path.is_dir());
    let name = name.ok_or_else(|| format!("{} is no folder with a name", path.display()))?;
    Ok(FolderGrant { name: format!("/{name}"), path, access })
}

pub(crate) fn grant(text: &str) -> Result<HttpGrant, String> {
    text.parse().map_err(|bad| {
        // What is forgotten most.
        let meant = format!("http://{text}");
        let write = if meant.parse::<HttpGrant>().is_ok() { &meant } else { "https://api.pos.example" };
        format!("it {bad}: write {write}")
    })
}

pub(crate) fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        let port = text.trim_start_matches(':').trim_start_matches("localhost:").parse::<u16>().unwrap_or(8080);
        format!("write an address and a port, as in 127.0.0.1:{port}")
    })
}

pub(crate) fn key_value(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .ok_or_else(|| "write KEY=VALUE".to_owned())
}
