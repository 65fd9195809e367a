//! `patio dev`: a project behind a host, with a card machine that is typed at.

use crate::corner::Corner;
use crate::desk::Desk;
use crate::languages::are_here;
use expect_test::{Expect, expect};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};

/// One that runs, on free ports.
pub(crate) struct Dev {
    process: Child,
    terminal: ChildStdin,
    lines: Receiver<String>,
    said: String,
}

// === impl Dev ===

impl Dev {
    /// In a folder of the desk, with what else is typed behind it.
    pub(crate) fn start(desk: &Desk, below: &str, arguments: &[&str]) -> Self {
        let all = [&["dev", "--listen", "127.0.0.1:0", "--console", "127.0.0.1:0"], arguments].concat();
        let mut command = desk.command(below, &all);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let (sender, lines) = channel();
        let (out, err) = (process.stdout.take().unwrap(), process.stderr.take().unwrap());
        let errors = sender.clone();
        std::thread::spawn(move || {
            BufReader::new(out).lines().map_while(Result::ok).for_each(|line| drop(sender.send(line)))
        });
        std::thread::spawn(move || {
            BufReader::new(err).lines().map_while(Result::ok).for_each(|line| drop(errors.send(line)))
        });
        let terminal = process.stdin.take().unwrap();
        Self { process, terminal, lines, said: String::new() }
    }

    pub(crate) fn type_line(&mut self, line: &str) {
        writeln!(self.terminal, "{line}").unwrap();
    }

    /// Reads until a line has a text, and answers all that was said since the last time.
    #[track_caller]
    pub(crate) fn until(&mut self, text: &str) -> String {
        let mut said = String::new();
        loop {
            let Ok(line) = self.lines.recv() else { panic!("it ended before it said {text:?}: {}{said}", self.said) };
            said.push_str(&format!("{line}\n"));
            if line.contains(text) {
                self.said.push_str(&said);
                return said;
            }
        }
    }
}

impl Drop for Dev {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What the documentation has a vendor type at the card machine.
fn typed() -> Vec<String> {
    let shown = patio_tests::book::shown();
    let block = shown.blocks.into_iter().find(|block| block.kind == "card-machine").unwrap();
    patio_tests::book::commands(&block.text).into_iter().map(|words| words.join(" ")).collect()
}

/// A visit at a project: whatever language it is in, the card machine pays, and the point of sale has it.
#[track_caller]
pub(crate) fn check_visit(desk: &Desk, below: &str) {
    let corner = Corner::open();
    let mut dev = Dev::start(desk, below, &["--pos", &corner.url, "--setting", "api_key=k"]);
    dev.until("The card machine is yours:");
    let typed = typed();
    let [orders, rest @ ..] = typed.as_slice() else { panic!("it types nothing") };
    dev.type_line(orders);
    let said = dev.until("orders can be paid");
    assert!(said.contains("── SearchOrders ─"), "{said}");
    assert!(said.contains(&format!("  http     GET {}/checks 200 in ", corner.url)), "{said}");
    assert!(said.contains("\ntime     ") && said.contains("; memory "), "{said}");
    rest.iter().for_each(|line| dev.type_line(line));
    dev.until("paid GBP 10.00 and a tip of GBP 1.00, and the order shows it");
    assert_eq!(corner.last_payment(), ("10.00".to_owned(), "1.00".to_owned()));
    dev.type_line("quit");
    dev.until("stopped");
}

#[test]
fn a_change_is_served_a_mistake_is_shown_and_a_trap_has_its_lines() {
    if !are_here(&["cargo", "rustc"]) {
        return;
    }
    let (desk, corner) = (Desk::new(), Corner::open());
    let orders = desk.project("till", "rust").join("src/orders.rs");
    let mut dev = Dev::start(&desk, "till", &["--pos", &corner.url, "--setting", "api_key=k"]);
    dev.until("help, quit");
    let good = fs::read_to_string(&orders).unwrap();
    let body = "-> Result<Order> {\n";
    assert!(good.contains(body), "the example has another shape: change this test with it");
    // It reads past the end of a list, which the compiler cannot see.
    let bad = "let none: Vec<u8> = Vec::new();\n        assert_eq!(none[std::hint::black_box(3)], 1);\n        ";
    let bad = good.replacen(body, &format!("{body}        {bad}"), 1);
    let line = 1 + bad.lines().position(|line| line.contains("black_box")).unwrap();
    fs::write(&orders, bad).unwrap();
    dev.until("changed: src/orders.rs");
    dev.until("serving it");
    dev.type_line("orders");
    dev.until("orders can be paid");
    dev.type_line("choose 1001");
    let said = dev.until("; memory ");
    assert!(said.contains(&format!("stderr: thread '<unnamed>' (1) panicked at src/orders.rs:{line}:")), "{said}");
    assert!(said.contains("stderr: index out of bounds: the len is 0 but the index is 3"), "{said}");
    assert!(said.contains(&format!("         get_order at src/orders.rs:{line}\n")), "{said}");
    // Once: what the host tells an operator of it says nothing that does not stand there.
    dev.type_line("choose 1001");
    let said = format!("{said}{}", dev.until("; memory "));
    assert!(!said.contains("failed in GetOrderById"), "{said}");
    fs::write(&orders, format!("{good}fn half(")).unwrap();
    let said = dev.until("the version before goes on serving");
    assert!(said.contains("error: cargo failed (exit status: 101); what it said stands above"), "{said}");
    dev.type_line("orders");
    dev.until("orders can be paid");
    fs::write(&orders, good).unwrap();
    dev.until("serving it");
    dev.type_line("choose 1001");
    dev.until("  T8 · 57");
}

/// A mistake that only a call finds, written at the beginning of a function, and what is shown of it. `{line}` is the
/// mistake's last.
#[track_caller]
fn check_exception(language: &str, (file, function, mistake): (&str, &str, &str), expected: &[&str]) {
    let (desk, corner) = (Desk::new(), Corner::open());
    let source = desk.project("till", language).join(file);
    let good = fs::read_to_string(&source).unwrap();
    assert!(good.contains(function), "the example has another shape: change this test with it");
    let bad = good.replacen(function, &format!("{function}{mistake}"), 1);
    let line = 1 + bad.lines().position(|line| line.contains(mistake.lines().last().unwrap())).unwrap();
    fs::write(&source, bad).unwrap();
    let built = desk.run("till", &["build", "--install"]);
    assert_eq!(built.code, 0, "{}{}", built.out, built.err);
    let mut dev = Dev::start(&desk, "till", &["--pos", &corner.url, "--setting", "api_key=k"]);
    dev.until("help, quit");
    dev.type_line("orders");
    dev.until("orders can be paid");
    dev.type_line("choose 1001");
    let said = dev.until("; memory ");
    let said = &said[said.find("  error    ").unwrap_or_else(|| panic!("{said}"))..said.find("time  ").unwrap()];
    assert_eq!(
        said.lines().collect::<Vec<_>>(),
        expected.iter().map(|text| text.replace("{line}", &line.to_string())).collect::<Vec<_>>()
    );
}

#[test]
fn what_javascript_throws_is_shown_with_the_line_of_its_source() {
    if !are_here(&["node", "npm"]) {
        return;
    }
    let mistake = "    orderId.lines.push(1);\n";
    check_exception(
        "javascript",
        ("src/orders.js", "async getOrder(orderId) {\n", mistake),
        &[
            "  error    orders.getOrder threw TypeError: can't access property \"push\", orderId.lines is undefined",
            "           getOrder@src/orders.js:{line}",
            "failed   unexpected: orders.getOrder: TypeError: can't access property \"push\", orderId.lines is undefined",
        ],
    );
}

#[test]
fn what_python_raises_is_shown_with_the_line_of_its_source() {
    if !are_here(&["python3"]) {
        return;
    }
    let mistake = "        none: dict[str, str] = {}\n        none[\"lines\"]\n";
    let function = "def get_order(self, order_id: str, requester: model.Requester) -> model.Order:\n";
    check_exception(
        "python",
        ("adapter/orders.py", function, mistake),
        &[
            "  error    the adapter raised what it did not foresee",
            "           Traceback (most recent call last):",
            "             File \"adapter/orders.py\", line {line}, in get_order",
            "           KeyError: 'lines'",
            "failed   unexpected: the adapter raised KeyError: 'lines'",
        ],
    );
}

#[test]
fn a_port_that_is_taken_is_told_before_anything_is_built() {
    // There is no compiler.
    let desk = Desk::bare();
    desk.project("till", "rust");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = desk.run("till", &["dev", "--listen", &address, "--console", "127.0.0.1:0"]).refusal(&desk);
    assert!(said.starts_with(&format!("error: [server] listen = \"{address}\" cannot be listened on: ")), "{said}");
    let hint = "\n  hint: `patio dev --listen 127.0.0.1:9080 --console 127.0.0.1:9081` takes other ports\nexit 1";
    assert!(said.ends_with(hint), "{said}");
}

#[test]
fn an_address_that_is_written_wrong_is_told_with_what_to_write() {
    let desk = Desk::bare();
    desk.project("till", "rust");
    let check = |arguments: &[&str], expected: Expect| {
        expected.assert_eq(&desk.run("till", &[&["dev"], arguments].concat()).refusal(&desk));
    };
    check(
        &["--listen", "9080"],
        expect![[r#"
            error: invalid value '9080' for '--listen <ADDR>': write an address and a port, as in 127.0.0.1:9080

            For more information, try '--help'.
            exit 64"#]],
    );
    check(
        &["--pos", "localhost:3000"],
        expect![[r#"
            error: invalid value 'localhost:3000' for '--pos <URL>': it is no URL: a grant is scheme, host, perhaps a port and the beginning of a path: write http://localhost:3000

            For more information, try '--help'.
            exit 64"#]],
    );
}

#[test]
fn without_a_point_of_sale_the_example_is_there() {
    if !are_here(&["cargo", "rustc"]) {
        return;
    }
    let desk = Desk::new();
    desk.project("till", "rust");
    let mut dev = Dev::start(&desk, "till", &[]);
    let said = dev.until("help, quit");
    assert!(said.contains("the example, Corner; --pos URL is another"), "{said}");
    dev.type_line("orders");
    dev.until("orders can be paid");
    dev.type_line("choose 1001");
    dev.type_line("pay 2.50");
    dev.until("paid GBP 2.50, and the order shows it");
}

#[test]
fn what_an_adapter_needs_and_nobody_gives_is_told() {
    if !are_here(&["cargo", "rustc"]) {
        return;
    }
    let desk = Desk::new();
    desk.project("till", "rust");
    let mut dev = Dev::start(&desk, "till", &["--pos", "http://127.0.0.1:1"]);
    dev.until("\"api_key\"");
    dev.until("hint: give settings with --setting KEY=VALUE; --pos URL is base_url, and may be reached");
}
