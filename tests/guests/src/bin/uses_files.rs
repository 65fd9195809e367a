//! SearchOrders does what the lines of the setting `script` say with files, and answers in the order's note with what came
//! of each line.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};

use patio_guests::patio_sdk::settings;
use patio_guests::{Case, EposError, Order, OrderPage, Setting, case, order, page, setting};

struct UsesFiles;

impl Case for UsesFiles {
    fn settings() -> Vec<Setting> {
        vec![setting("script", "a word and what it takes, on each line", "")]
    }

    fn search(_: u32) -> Result<OrderPage, EposError> {
        let script = settings::get("script").unwrap_or_default();
        let found: Vec<_> = script.lines().map(|line| told(line, done(line))).collect();
        Ok(page([Order { note: Some(found.join("\n")), ..order("1") }]))
    }
}

fn told(line: &str, result: io::Result<String>) -> String {
    match result {
        Ok(text) => format!("{line}: {text}"),
        Err(error) => format!("{line}: refused, {}", error.kind()),
    }
}

fn done(line: &str) -> io::Result<String> {
    let words: Vec<_> = line.split(' ').collect();
    let number = |text: &str| text.parse::<u64>().map_err(io::Error::other);
    let ok = |()| "ok".to_owned();
    match words.as_slice() {
        ["read", path] => fs::read_to_string(path),
        ["list", path] => {
            let names: io::Result<Vec<_>> = fs::read_dir(path)?.map(|entry| Ok(entry?.file_name())).collect();
            let mut names: Vec<_> = names?.into_iter().map(|name| name.to_string_lossy().into_owned()).collect();
            names.sort();
            Ok(names.join(" "))
        }
        ["write", path, text] => fs::write(path, text).map(ok),
        ["append", path, text] => OpenOptions::new().append(true).open(path)?.write_all(text.as_bytes()).map(ok),
        ["bulk", path, bytes] => fs::write(path, vec![b'x'; usize::try_from(number(bytes)?).unwrap_or(0)]).map(ok),
        ["far", path, place] => {
            let mut file = OpenOptions::new().create(true).write(true).truncate(false).open(path)?;
            file.seek(SeekFrom::Start(number(place)?))?;
            file.write_all(b"x").map(ok)
        }
        ["size", path, bytes] => OpenOptions::new().write(true).open(path)?.set_len(number(bytes)?).map(ok),
        ["rename", from, to] => fs::rename(from, to).map(ok),
        ["remove", path] => fs::remove_file(path).map(ok),
        ["mkdir", path] => fs::create_dir(path).map(ok),
        ["rmdir", path] => fs::remove_dir(path).map(ok),
        ["link", from, to] => fs::hard_link(from, to).map(ok),
        ["symlink", from, to] => symlink(from, to).map(ok),
        // Many files, open one after another, or all at once.
        ["many", path, files] => {
            for index in 0..number(files)? {
                File::create(format!("{path}{index}"))?;
            }
            Ok("ok".to_owned())
        }
        ["hold", path, files] => {
            let held: io::Result<Vec<_>> = (0..number(files)?).map(|_| File::open(path)).collect();
            held.map(|held| held.len().to_string())
        }
        ["again", path, times] => {
            for _ in 0..number(times)? {
                let mut byte = [0];
                File::open(path)?.read_exact(&mut byte)?;
            }
            Ok("ok".to_owned())
        }
        _ => Err(io::Error::other("no such word")),
    }
}

#[expect(deprecated, reason = "the other way is not stable for this target")]
fn symlink(from: &str, to: &str) -> io::Result<()> {
    fs::soft_link(from, to)
}

case!(UsesFiles);
