//! SearchOrders uses `wasi:filesystem` without the standard library before it, as an adapter would that looks for a way
//! around, and answers in the order's note with what came of each try.

use bindings::wasi::filesystem::preopens::get_directories;
use bindings::wasi::filesystem::types::{Descriptor, DescriptorFlags, ErrorCode, OpenFlags, PathFlags};
use patio_guests::{Case, EposError, Order, OrderPage, case, order, page};

mod bindings {
    wit_bindgen::generate!({
        path: "../../wit",
        inline: "
            package patio:guests;

            world raw-files {
                import wasi:filesystem/types@0.2.12;
                import wasi:filesystem/preopens@0.2.12;
            }
        ",
        generate_all,
    });
}

struct RawFiles;

impl Case for RawFiles {
    fn search(_: u32) -> Result<OrderPage, EposError> {
        let (folder, name) = get_directories().pop().ok_or_else(|| EposError::NotFound("no folder".to_owned()))?;
        let (follow, read) = (PathFlags::SYMLINK_FOLLOW, DescriptorFlags::READ);
        let open = |path: &str, how, flags| folder.open_at(follow, path, how, flags);
        let found = [
            format!("name: {name}"),
            told("absolute", open("/etc/hostname", OpenFlags::empty(), read)),
            told("up", open("../secret", OpenFlags::empty(), read)),
            told("up again", open("in/../../secret", OpenFlags::empty(), read)),
            told("create", open("new", OpenFlags::CREATE, DescriptorFlags::WRITE)),
            told("create without writing", open("new", OpenFlags::CREATE, read)),
            told("truncate", open("orders", OpenFlags::TRUNCATE, read)),
            told(
                "change the folder",
                open("in", OpenFlags::DIRECTORY, read | DescriptorFlags::MUTATE_DIRECTORY)
                    .and_then(|inner| inner.create_directory_at("x")),
            ),
            told("link", folder.link_at(PathFlags::empty(), "orders", &folder, "link")),
            told("symlink", folder.symlink_at("../secret", "symlink")),
            told("look outside", folder.stat_at(follow, "../secret")),
            told(
                "write on what is read",
                open("orders", OpenFlags::empty(), read).and_then(|file| file.write(b"x", 0)),
            ),
            told(
                "stream into what is read",
                open("orders", OpenFlags::empty(), read).and_then(|file| file.append_via_stream()),
            ),
            told("resize what is read", open("orders", OpenFlags::empty(), read).and_then(|file| file.set_size(0))),
            format!("streams held: {}", streams(&folder)),
            // Asked for a hundred times, a folder is the same one.
            format!("folders: {}", (0..100).map(|_| get_directories().len()).sum::<usize>()),
        ];
        Ok(page([Order { note: Some(found.join("\n")), ..order("1") }]))
    }
}

/// Streams that were opened, each of a file whose descriptor was given back.
fn streams(folder: &Descriptor) -> String {
    let mut held = Vec::new();
    for _ in 0..100 {
        let file = folder.open_at(PathFlags::empty(), "orders", OpenFlags::empty(), DescriptorFlags::READ);
        match file.and_then(|file| file.read_via_stream(0)) {
            Ok(stream) => held.push(stream),
            Err(error) => return format!("{}, then {}", held.len(), error.name()),
        }
    }
    held.len().to_string()
}

fn told<T>(what: &str, result: Result<T, ErrorCode>) -> String {
    match result {
        Ok(_) => format!("{what}: ok"),
        Err(error) => format!("{what}: {}", error.name()),
    }
}

case!(RawFiles);
