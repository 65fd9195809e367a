//! A project's component in the folder of a host, as the documentation has it: its configuration, its lines, its answer.

use crate::corner::Corner;
use crate::desk::Desk;
use patio_tests::book::{self, Block};
use patio_tests::client::Client;
use serde_json::json;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// The page.
const PAGE: &str = "docs/src/ten-minutes.md";

/// A host, and the shell that started it.
struct Host(Child);

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The configuration on the page, and the lines that make a restaurant of it and serve.
fn shown() -> (String, String) {
    let blocks: Vec<_> = book::shown().blocks.into_iter().filter(|block| block.file == Path::new(PAGE)).collect();
    let toml = blocks.iter().position(|block| block.kind == "toml").unwrap();
    let text = |block: &Block| block.text.clone();
    (text(&blocks[toml]), blocks[toml..].iter().find(|block| block.kind == "sh").map(text).unwrap())
}

/// Serves the component of a project, which lies in a folder of its own, and asks it for what can be paid.
#[track_caller]
pub(crate) fn check_served(desk: &Desk, name: &str) {
    let corner = Corner::open();
    let (toml, lines) = shown();
    let toml = toml.replace("adapter = \"till\"", &format!("adapter = \"{name}\""));
    let lines = lines.replace("../till/till.wasm", &format!("../{name}/{name}.wasm")).replace("demo-key", "k");
    let folder = desk.path().join("restaurant");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("patio.toml"), toml.replace("http://127.0.0.1:9400", &corner.url)).unwrap();
    // The host takes the place of the shell: whoever ends the one ends the other.
    let serve = "\npatio serve\n";
    assert!(lines.ends_with(serve), "the host is started last: {lines}");
    let mut shell = Command::new("sh");
    shell.args(["-e", "-c", &lines.replace(serve, "\nexec patio serve\n")]).current_dir(&folder);
    let own = Path::new(env!("CARGO_BIN_EXE_patio")).parent().unwrap().display();
    shell.env("PATH", format!("{own}:{}", std::env::var("PATH").unwrap()));
    // Those of the page may be taken on this machine.
    shell.env("PATIO_SERVER__LISTEN", "127.0.0.1:0").env("PATIO_SERVER__CONSOLE", "127.0.0.1:0");
    shell.env("PATIO_LOG", "error").stdout(Stdio::piped());
    let mut host = Host(shell.spawn().unwrap());
    // Held until the end: it may say more.
    let mut said = BufReader::new(host.0.stdout.take().unwrap()).lines().map_while(Result::ok);
    let address = |line: String| line.strip_prefix("EPOS Data API  http://")?.parse::<SocketAddr>().ok();
    let address = said.find_map(address).unwrap_or_else(|| panic!("it does not serve: why stands above"));
    let password = lines.split("CROWN_PASSWORD=").nth(1).unwrap().split(' ').next().unwrap();
    let dojo = Client::new(address).with_password("crown", password);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let found = runtime.block_on(dojo.post("/v1/orders/search", &json!({"payableOnly": true}))).ok();
    assert!(found["data"].as_array().unwrap().iter().any(|order| order["id"] == "1001"), "{found:#}");
}
