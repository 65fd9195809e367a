//! The folder in which a project's host lives while it is developed: the adapter, its compiled code, a ledger. It is gone
//! with the process.

use super::Arguments;
use super::till::Till;
use crate::compile;
use crate::desk::MEMORY_BYTES;
use crate::exit::{Failure, Outcome};
use crate::typed::Granted;
use patio_host::adapter::{Adapter, Compilation, CompileCache, Compiler, Sandbox, SandboxSettings};
use patio_host::config::Config;
use patio_host::metrics::Metrics;
use patio_host::notice::Notices;
use patio_host::venue::{Access, AdapterName, FolderGrant, HttpGrant};
use patio_simulator::cloud::SOCKET_PATH;
use patio_toolchain::{Product, Project};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

/// The venue, and how Dojo knows it.
pub(super) const VENUE: &str = "dev";
pub(super) const PASSWORD: &str = "dev";
pub(super) const ACCOUNT: &str = "acc_dev";
pub(super) const KEY: &str = "sk_sandbox_dev";

/// The setting that is pointed at the point of sale where an adapter has it and nobody says otherwise.
const BASE_URL: &str = "base_url";

/// The folder.
pub(super) struct Stage {
    folder: TempDir,
    adapter: AdapterName,
}

// === impl Stage ===

impl Stage {
    /// With what was built in it.
    pub(super) fn set(project: &Project, product: &Product) -> Outcome<Self> {
        let folder = tempfile::Builder::new().prefix("patio-dev-").tempdir().map_err(Failure::failed)?;
        let adapter = project.name.kebab().parse().map_err(Failure::failed)?;
        let stage = Self { folder, adapter };
        std::fs::create_dir(stage.folder.path().join("adapters")).map_err(Failure::failed)?;
        stage.put(&product.file)?;
        Ok(stage)
    }

    /// The adapter's name.
    pub(super) const fn adapter(&self) -> &AdapterName {
        &self.adapter
    }

    /// Puts a component where the host looks, whole.
    pub(super) fn put(&self, component: &Path) -> Outcome {
        let folder = self.folder.path();
        let (whole, place) =
            (folder.join("whole.wasm"), folder.join("adapters").join(format!("{}.wasm", self.adapter)));
        std::fs::copy(component, &whole)
            .and_then(|_| std::fs::rename(&whole, &place))
            .map_err(|error| Failure::failed(format_args!("{}: {error}", place.display())))
    }

    /// The host's configuration: one venue, with the settings that the adapter says it reads. Beside it, which point of
    /// sale that is, for people.
    pub(super) async fn config(
        &self,
        arguments: &Arguments,
        example: Option<&Till>,
        dojo: SocketAddr,
    ) -> Outcome<(Config, String)> {
        let of_host = self.parsed(&format!("{}[adapters]\nscan_interval_ms = 100\n", server(arguments)))?;
        let adapter = self.describe(&of_host).await?;
        let mut settings: BTreeMap<_, _> = arguments.settings.iter().cloned().collect();
        let is_read = |name: &str| adapter.description().settings.iter().any(|setting| setting.name == name);
        // An adapter that says otherwise where its point of sale is, or does not ask, is not for the example.
        let example = example.filter(|_| is_read(BASE_URL) && !settings.contains_key(BASE_URL));
        let given = example.map(Till::settings).into_iter().flatten().filter(|(name, _)| is_read(name));
        for (name, value) in given {
            settings.entry(name.to_owned()).or_insert(value);
        }
        if let Some(pos) = arguments.pos.as_ref().filter(|_| is_read(BASE_URL)) {
            settings.entry(BASE_URL.to_owned()).or_insert(pos.to_string());
        }
        let example = example.map(Till::grant).transpose()?;
        let till = match (&arguments.pos, &example) {
            (Some(pos), _) => pos.to_string(),
            (None, Some(example)) => format!("{example}      the example, Corner; --pos URL is another"),
            (None, None) => "none (--pos URL)".to_owned(),
        };
        if let Err(problems) = adapter.description().settings(&settings) {
            let what = patio_host::adapter::SettingProblem::join(&problems);
            return Err(Failure::usage(what)
                .hint("give settings with --setting KEY=VALUE; --pos URL is base_url, and may be reached"));
        }
        let allowed = allowed(arguments.pos.iter().chain(&example), &arguments.granted)?;
        let settings: Vec<_> =
            settings.iter().map(|(name, value)| format!("{} = {}\n", string(name), string(value))).collect();
        let config = self.parsed(&format!(
            r#"{server}[adapters]
scan_interval_ms = 100

[venues.{VENUE}]
adapter = "{adapter}"
account_id = "{ACCOUNT}"
passwords = [{{ value = "{PASSWORD}" }}]

[venues.{VENUE}.settings]
{settings}
[venues.{VENUE}.allow]
{allowed}lan = ["127.0.0.0/8", "::1/128"]

[venues.{VENUE}.limits]
memory_mib = {memory}
breaker_failures = 1000000

[venues.{VENUE}.dojo]
api_key = {{ value = "{KEY}" }}
software_house_id = "dev"
transports = ["websocket"]
api_url = "http://{dojo}"
socket_url = "ws://{dojo}{SOCKET_PATH}"
"#,
            server = server(arguments),
            adapter = self.adapter,
            settings = settings.concat(),
            memory = MEMORY_BYTES >> 20,
        ))?;
        Ok((config, till))
    }

    fn parsed(&self, text: &str) -> Outcome<Config> {
        let (mut config, _) = Config::parse(text, self.folder.path(), [])?;
        config.adapters.source_lines = true;
        Ok(config)
    }

    /// Asks the adapter what it is. What is compiled for that is in the cache that the host looks into.
    async fn describe(&self, config: &Config) -> Outcome<Adapter> {
        let settings = SandboxSettings { calls_at_once: 1, memory_bytes: MEMORY_BYTES };
        let sandbox = Arc::new(Sandbox::with_source_lines(settings).map_err(Failure::failed)?);
        let cache = CompileCache::open(&config.adapters.cache, config.adapters.cache_bytes).map_err(Failure::failed)?;
        let compiler = Compiler::in_a_child(compile::command_with_source_lines()?, (&config.adapters).into());
        let compilation = Compilation::new(compiler, cache, Metrics::new().0);
        let file = config.adapters.folder.join(format!("{}.wasm", self.adapter));
        let bytes =
            std::fs::read(&file).map_err(|error| Failure::failed(format_args!("{}: {error}", file.display())))?;
        Adapter::load(&sandbox, &compilation, &Arc::<Notices>::default(), self.adapter.clone(), bytes)
            .await
            .map_err(|error| Failure::failed(format_args!("{}.wasm is no adapter: {error}", self.adapter)))
    }
}

/// Where it listens, and nothing else.
pub(super) fn listening(arguments: &Arguments) -> Outcome<Config> {
    Ok(Config::parse(&server(arguments), Path::new(""), [])?.0)
}

fn server(arguments: &Arguments) -> String {
    format!("[server]\nlisten = \"{}\"\nconsole = \"{}\"\n\n", arguments.listen, arguments.console)
}

/// What is granted, as a venue's section says it: the point of sale, and what was typed.
fn allowed<'a>(pos: impl Iterator<Item = &'a HttpGrant>, granted: &'a Granted) -> Outcome<String> {
    let http: Vec<_> = pos.chain(&granted.allow).map(|grant| string(&grant.to_string())).collect();
    let tcp: Vec<_> = granted.tcp.iter().map(|address| string(&address.to_string())).collect();
    let folders = granted.folders.iter().map(|FolderGrant { name, path, access }| {
        // The configuration lies elsewhere, and its paths are relative to it.
        let path =
            std::path::absolute(path).map_err(|error| Failure::failed(format_args!("{}: {error}", path.display())))?;
        let path = path.to_str().ok_or_else(|| Failure::usage(format_args!("{} is not in UTF-8", path.display())))?;
        let access = match access {
            Access::Read => "read",
            Access::Write => "write",
        };
        Ok(format!("{{ path = {}, access = \"{access}\", as = {} }}", string(path), string(name)))
    });
    let folders = folders.collect::<Outcome<Vec<_>>>()?;
    Ok(format!("http = [{}]\nfolders = [{}]\ntcp = [{}]\n", http.join(", "), folders.join(", "), tcp.join(", ")))
}

/// A text as TOML writes it.
fn string(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Typed {
        #[command(flatten)]
        granted: Granted,
    }

    #[test]
    fn what_is_typed_is_what_the_venue_grants() {
        let elsewhere = tempfile::tempdir().unwrap();
        let folder = elsewhere.path().join("ex'change");
        std::fs::create_dir(&folder).unwrap();
        let exchange = format!("{}=write", folder.display());
        let typed = Typed::parse_from([
            "dev",
            "--allow",
            "https://api.pos.example/v1",
            "--folder",
            &exchange,
            "--tcp",
            "127.0.0.1:3306",
        ]);
        let pos: HttpGrant = "http://127.0.0.1:9400".parse().unwrap();
        let venue = "[venues.dev]\nadapter = \"till\"\naccount_id = \"a\"\npasswords = [{ value = \"p\" }]\n";
        let Ok(allowed) = allowed([&pos].into_iter(), &typed.granted) else { panic!("it is not written") };
        let home = tempfile::tempdir().unwrap();
        let toml = format!("{venue}[venues.dev.allow]\n{allowed}lan = [\"127.0.0.0/8\"]\n");
        let (config, _) = Config::parse(&toml, home.path(), []).unwrap_or_else(|problems| panic!("{problems}\n{toml}"));
        let granted = &config.venues.values().next().unwrap().grants;
        let mut expected = typed.granted.grants();
        expected.http.insert(0, pos);
        assert_eq!((&granted.http, &granted.folders, &granted.tcp), (&expected.http, &expected.folders, &expected.tcp));
    }
}
