//! `patio dev`: a project behind a host, with a card machine that is typed at.

use crate::desk::Desk;
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
