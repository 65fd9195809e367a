//! `[venues.x.http."https://api.pos.example"]`: what the host sets on requests there, and who vouches for the server. Only
//! for what is granted, so that no secret is sent where no adapter may go.

use super::{
    at::{At, Setting},
    disk, secrets as secret_forms,
    section::Section,
};
use crate::venue::{Grants, HttpGrant, HttpServer, Reach, Secret, grants::Host, grants::Scheme, http_server};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderName, HeaderValue};
use rustls::{
    RootCertStore,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use std::path::PathBuf;

/// Reads the section; its keys are servers.
pub(super) fn read(mut section: Section<'_>, grants: &Grants) -> Vec<HttpServer> {
    let mut servers: Vec<HttpServer> = Vec::new();
    for name in section.written_keys() {
        let Some(at) = section.at(&name) else { continue };
        let mut inner = section.section(&name);
        let headers = headers(inner.section("headers"));
        let roots = inner.path("root").map(|root| (roots(&root), root));
        inner.finish();
        let Some(server) = server(&name, &at, grants) else { continue };
        if servers.iter().any(|other| other.server == server) {
            at.problem(format!("names {server} again"), "write each server once");
            continue;
        }
        if let (Scheme::Http, Some((_, file))) = (server.scheme, &roots) {
            file.at
                .problem("vouches for a server without TLS", "leave it out, or write https:// here and in the grant");
        }
        if server.scheme == Scheme::Http && !headers.is_empty() && !is_local(&server, grants) {
            let hint = "write https:// here and in the grant, if the server has it";
            at.warning("crosses the internet without TLS, and its headers with it", hint);
        }
        let (roots, root_file) = roots.map_or_else(Default::default, |(roots, file)| (roots, Some(file.value)));
        servers.push(HttpServer { server, headers, roots, root_file });
    }
    section.finish();
    servers
}

/// What must stand in no text: a header's value, and of `Bearer …` and `Basic …` what comes after it.
pub(super) fn secrets(server: &HttpServer) -> Vec<Secret> {
    let mut secrets = Vec::new();
    for (_, value) in &server.headers {
        secrets.push(value.clone());
        let Some((scheme, credentials)) = value.expose().split_once(' ') else { continue };
        secrets.push(Secret::new(credentials.trim()));
        let decoded = STANDARD.decode(credentials.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        if let (true, Some((_, password))) =
            (scheme.eq_ignore_ascii_case("basic"), decoded.as_deref().and_then(|pair| pair.split_once(':')))
        {
            secrets.push(Secret::new(password));
        }
    }
    secrets
}

fn server(name: &str, at: &At<'_>, grants: &Grants) -> Option<HttpGrant> {
    let Ok(server) = name.parse::<HttpGrant>() else {
        at.problem(
            "is no server: scheme, host, perhaps a port and the beginning of the path",
            "write it as it stands in [venues.<id>.allow] http, such as \"https://api.pos.example\"",
        );
        return None;
    };
    if grants.http.iter().any(|grant| grant.includes(&server)) {
        return Some(server);
    }
    let venue = at.section.strip_suffix(".http").unwrap_or(&at.section);
    at.problem(
        format!("is within no grant of [{venue}.allow] http"),
        format!("add \"{server}\" to [{venue}.allow] http, or leave this out"),
    );
    None
}

/// Whether requests stay on this machine or its network, as far as the configuration tells.
fn is_local(server: &HttpGrant, grants: &Grants) -> bool {
    match &server.host {
        Host::Address(address) => Reach::of(*address) == Reach::Local,
        Host::Name(_) => !grants.lan.networks.is_empty(),
    }
}

fn headers(mut section: Section<'_>) -> Vec<(HeaderName, Secret)> {
    let mut headers: Vec<(HeaderName, Secret)> = Vec::new();
    for key in section.written_keys() {
        let Some(taken) = section.take(&key) else { continue };
        let at = taken.at.clone();
        let secret = secret_forms::secret(taken);
        let Ok(name) = key.parse::<HeaderName>() else {
            at.problem("is no header's name", "write it as HTTP has it: authorization, x-api-key");
            continue;
        };
        if http_server::is_of_the_connection(&name) {
            let hint = "leave it out: the host sets what the connection needs";
            at.problem("is a header of the connection, which nobody sets", hint);
            continue;
        }
        if headers.iter().any(|(other, _)| *other == name) {
            at.problem("is there already: a header's name tells no case", "write each once");
            continue;
        }
        let Some(Setting { value, at }) = secret else { continue };
        if HeaderValue::from_str(value.expose()).is_err() {
            let hint = "a header has one line of visible characters: is there a line break in it?";
            at.problem("is a secret that no header can carry", hint);
            continue;
        }
        headers.push((name, value));
    }
    section.finish();
    headers
}

fn roots(Setting { value: path, at }: &Setting<'_, PathBuf>) -> Vec<CertificateDer<'static>> {
    let shown = path.display();
    let content = match disk::read(path) {
        Ok(content) => content,
        Err(why) => {
            let hint = "write the path of a PEM file that this user may read, relative to this configuration's folder";
            at.problem(format!("wants the file {shown}, which {why}"), hint);
            return Vec::new();
        }
    };
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&content.bytes).collect();
    let why = match read {
        Ok(roots) if roots.is_empty() => "has no certificate".to_owned(),
        Ok(roots) => match roots.iter().find_map(|root| RootCertStore::empty().add(root.clone()).err()) {
            None => return roots,
            Some(error) => format!("has a certificate that cannot vouch for a server: {error}"),
        },
        Err(error) => format!("is no PEM: {error}"),
    };
    let hint =
        "a PEM file with -----BEGIN CERTIFICATE-----: the authority's that signed the server's, or the server's own";
    at.problem(format!("wants the file {shown}, which {why}"), hint);
    Vec::new()
}
