//! What the binary writes to whoever started it: standard output and standard error.
//!
//! The macros stand in the place of std's, which panic where nobody reads any more (`patio call … | head`). As in other
//! tools, that ends the command without a word, and a host goes on: nobody at the terminal is no reason to shut a
//! restaurant's till.

use std::fmt::Arguments;
use std::io::{self, ErrorKind, Write};
use std::sync::atomic::{AtomicBool, Ordering};

/// What a shell says of a tool that was ended by SIGPIPE. Not 0: a check that was cut off in the middle has not passed.
const NOBODY_READS: i32 = 128 + 13;

/// Set once, before anything is written.
static GOES_ON: AtomicBool = AtomicBool::new(false);

/// Writes a line on standard output.
macro_rules! println {
    () => { $crate::output::say(format_args!("\n")) };
    ($($argument:tt)*) => { $crate::output::say(format_args!("{}\n", format_args!($($argument)*))) };
}

/// Writes on standard output.
macro_rules! print {
    ($($argument:tt)*) => { $crate::output::say(format_args!($($argument)*)) };
}

/// Writes a line on standard error.
macro_rules! eprintln {
    ($($argument:tt)*) => { $crate::output::tell(format_args!("{}\n", format_args!($($argument)*))) };
}

/// Standard output, for what is written as bytes.
pub(crate) struct Output(io::Stdout);

/// From now on, nobody who reads is no reason to end.
pub(crate) fn goes_on_unread() {
    GOES_ON.store(true, Ordering::Relaxed);
}

pub(crate) fn say(text: Arguments<'_>) {
    let mut out = io::stdout().lock();
    held(out.write_fmt(text).and_then(|()| out.flush()));
}

/// Nobody can be told that standard error is closed.
pub(crate) fn tell(text: Arguments<'_>) {
    let _ = io::stderr().lock().write_fmt(text);
}

/// Ends the process where what was written did not arrive, unless it goes on in any case.
fn held(written: io::Result<()>) {
    let Err(error) = written else { return };
    if GOES_ON.load(Ordering::Relaxed) {
        return;
    }
    if error.kind() == ErrorKind::BrokenPipe {
        std::process::exit(NOBODY_READS);
    }
    tell(format_args!("error: standard output cannot be written: {error}\n"));
    std::process::exit(1);
}

// === impl Output ===

impl Output {
    pub(crate) fn open() -> Self {
        Self(io::stdout())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        held(self.0.write_all(bytes).and_then(|()| self.0.flush()));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        held(self.0.flush());
        Ok(())
    }
}
