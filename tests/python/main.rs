//! What vendors have in Python: the tests and types of the SDK and of its example, and what the build says of mistakes.
//!
//! All of it runs on copies below the target folder, for Python and componentize-py write beside what they read.

mod copy;
mod python;

use copy::Copy;
use python::{Python, Ran};

/// What `generate.py` and `patio build` are asked for: the world is named with its package, for there are several.
const WORLD: &str = "corner:adapter/corner";

/// Builds the example; what was said, and whether there is a component.
fn build(tools: &Python, copy: &Copy) -> (Ran, bool) {
    let (contract, component) = (copy.path("wit"), copy.path("plugins/demo-python/corner.wasm"));
    let ran = tools.tool("componentize-py").within(&copy.path("plugins/demo-python")).run(&[
        "-d",
        &contract,
        "-d",
        "wit",
        "-w",
        WORLD,
        "componentize",
        "app",
        "-p",
        ".",
        "-p",
        "../../sdk/python",
        "-o",
        "corner.wasm",
    ]);
    (ran, std::path::Path::new(&component).is_file())
}

/// What the build says after one text of the example was replaced by another.
#[track_caller]
fn check_mistake(name: &str, file: &str, before: &str, after: &str, expected: &str) {
    let Some(tools) = Python::with_tools() else { return };
    let copy = Copy::new(name);
    copy.replace(&format!("plugins/demo-python/{file}"), before, after);
    let (ran, is_built) = build(&tools, &copy);
    assert!(!is_built, "it was built all the same: {}", ran.text);
    assert!(ran.text.contains(expected), "{expected:?} is not in:\n{}", ran.text);
}

#[test]
fn the_tests_of_the_sdk_hold() {
    let Some(python) = Python::of_the_machine() else { return };
    python.within(&Copy::new("sdk-tests").path("sdk/python")).run(&["-m", "unittest"]).is_fine();
}

#[test]
fn the_tests_of_the_example_hold() {
    let Some(python) = Python::of_the_machine() else { return };
    python.within(&Copy::new("example-tests").path("plugins/demo-python")).run(&["-m", "unittest"]).is_fine();
}

#[test]
fn the_types_of_the_sdk_and_of_its_example_hold() {
    let Some(tools) = Python::with_tools() else { return };
    let copy = Copy::new("types");
    for folder in ["sdk/python", "plugins/demo-python"] {
        tools.tool("mypy").within(&copy.path(folder)).run(&["--strict", "--no-error-summary"]).is_fine();
    }
}

#[test]
fn the_bindings_of_the_sdk_fit_the_contract() {
    let Some(tools) = Python::with_tools() else { return };
    let copy = Copy::new("bindings");
    let check = || tools.within(&copy.path("sdk/python")).run(&["generate.py", &copy.path("wit"), "--check"]);
    check().is_fine();
    copy.replace("wit/deps/epos/model.wit", "payable: bool,", "payable: bool,\n        covers: option<u32>,");
    let expected = "bindings/wit_world/imports/model.py does not fit the contract: run python generate.py";
    assert_eq!(check().text.trim(), expected);
}

#[test]
fn the_example_becomes_a_component() {
    let Some(tools) = Python::with_tools() else { return };
    let (ran, is_built) = build(&tools, &Copy::new("component"));
    ran.is_fine();
    assert!(is_built, "{}", ran.text);
}

#[test]
fn a_missing_method_is_told_with_the_line_to_write() {
    check_mistake(
        "missing-method",
        "adapter/orders.py",
        "def get_order(",
        "def get_an_order(",
        "TypeError: the class Orders has no method get_order (it has get_an_order: is that the one?): \
         write `def get_order(self, order_id: str, requester: model.Requester) -> model.Order:`",
    );
}

#[test]
fn a_class_of_another_name_is_told_with_the_right_one() {
    check_mistake(
        "class-name",
        "adapter/tables.py",
        "class Tables(",
        "class Table(",
        "TypeError: the class Table implements exports.Tables under another name: \
         call it Tables, for that is where the component looks",
    );
}

#[test]
fn an_interface_without_its_class_and_a_class_without_its_interface_are_named() {
    let line = "from adapter.tables import Tables\n";
    check_mistake("no-class", "app.py", line, "", "AttributeError: module 'app' has no attribute 'Tables'");
    let export = "    export patio:epos/tables@0.1.0;\n";
    let expected = "ImportError: cannot import name 'tables' from 'wit_world.exports'";
    check_mistake("no-interface", "wit/world.wit", export, "", expected);
}

#[test]
fn what_is_asked_of_the_host_while_modules_are_imported_is_named() {
    check_mistake(
        "early",
        "adapter/corner.py",
        "NONSENSE = ",
        "URL = settings.get(\"base_url\")\nNONSENSE = ",
        "called trapping stub: patio:host/settings@0.1.0#get",
    );
}
