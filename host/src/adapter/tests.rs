//! Small hostile components against one sandbox, each stopped by its limit. What takes a whole adapter to do is in
//! `tests/`.

use super::call::{CallError, limited};
use super::engine::{Sandbox, SandboxSettings};
use super::lend::Lending;
use super::metered::Meter;
use super::proof::{End, let_loose};
use super::state::{CallState, Running};
use crate::config::Config;
use crate::notice::Notices;
use crate::trace::TraceId;
use crate::venue::Limits;
use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::task::Context;
use std::time::{Duration, Instant};
use wasmtime::component::Component;

/// One for all tests of this file. Its pool has few slots, so that each is used by many.
fn sandbox() -> &'static Arc<Sandbox> {
    static SANDBOX: OnceLock<Arc<Sandbox>> = OnceLock::new();
    SANDBOX.get_or_init(|| {
        let settings = SandboxSettings { calls_at_once: 8, memory_bytes: 16 << 20 };
        Arc::new(Sandbox::new(settings).unwrap())
    })
}

fn run(text: &str, limits: impl FnOnce(&mut Limits)) -> End {
    let mut changed = Config::default_limits().unwrap();
    limits(&mut changed);
    let_loose(sandbox(), text, changed)
}

/// The component ends as expected: with nothing, or as a fault with this text.
#[track_caller]
fn check(text: &str, limits: impl FnOnce(&mut Limits), expected: &str) {
    let told = match run(text, limits).outcome {
        Ok(()) => String::new(),
        Err(CallError::Fault(fault)) => fault.to_string(),
        Err(other) => format!("{other:?}"),
    };
    assert!(told.starts_with(expected) && told.is_empty() == expected.is_empty(), "{told:?} is not {expected:?}");
}

fn little_cpu(limits: &mut Limits) {
    limits.cpu = Duration::from_millis(50);
}

const LOOPED: &str = "it used more than 50 ms of CPU time (limits.cpu_ms)";

/// A component of one module, whose function `run` is exported.
fn component(module: &str) -> String {
    format!(
        r#"(component
            (core module $m {module})
            (core instance $i (instantiate $m))
            (func (export "run") (canon lift (core func $i "run"))))"#
    )
}

// === Time ===

#[test]
fn a_loop_while_it_is_instantiated_is_stopped_and_its_cpu_is_known() {
    let text = component(r#"(func $loop (loop $again (br $again))) (start $loop) (func (export "run"))"#);
    check(&text, little_cpu, LOOPED);
    assert!(run(&text, little_cpu).cpu >= Duration::from_millis(50));
}

#[test]
fn a_loop_after_the_answer_is_stopped() {
    let text = r#"(component
        (core module $m (func (export "run")) (func (export "post") (loop $again (br $again))))
        (core instance $i (instantiate $m))
        (func (export "run") (canon lift (core func $i "run") (post-return (core func $i "post")))))"#;
    check(text, little_cpu, LOOPED);
}

#[test]
fn a_loop_in_a_destructor_is_stopped() {
    let text = r#"(component
        (core module $d (func (export "end") (param i32) (loop $again (br $again))))
        (core instance $d (instantiate $d))
        (type $thing (resource (rep i32) (dtor (core func $d "end"))))
        (core func $new (canon resource.new $thing))
        (core func $drop (canon resource.drop $thing))
        (core module $m
            (import "thing" "new" (func $new (param i32) (result i32)))
            (import "thing" "drop" (func $drop (param i32)))
            (func (export "run") (call $drop (call $new (i32.const 1)))))
        (core instance $i (instantiate $m
            (with "thing" (instance (export "new" (func $new)) (export "drop" (func $drop))))))
        (func (export "run") (canon lift (core func $i "run"))))"#;
    check(text, little_cpu, LOOPED);
}

/// Sleeps for ever inside a host call.
const SLEEPS: &str = r#"(component
    (import "wasi:io/poll@0.2.0" (instance $poll
        (export "pollable" (type $pollable (sub resource)))
        (export "[method]pollable.block" (func (param "self" (borrow $pollable))))))
    (alias export $poll "pollable" (type $pollable))
    (import "wasi:clocks/monotonic-clock@0.2.0" (instance $clock
        (alias outer 1 $pollable (type $outer))
        (export "pollable" (type $pollable (eq $outer)))
        (export "subscribe-duration" (func (param "when" u64) (result (own $pollable))))))
    (core func $subscribe (canon lower (func $clock "subscribe-duration")))
    (core func $block (canon lower (func $poll "[method]pollable.block")))
    (core module $m
        (import "host" "subscribe" (func $subscribe (param i64) (result i32)))
        (import "host" "block" (func $block (param i32)))
        (func (export "run") (call $block (call $subscribe (i64.const -1))))
        (func (export "flood") (loop $again (drop (call $subscribe (i64.const 1))) (br $again))))
    (core instance $i (instantiate $m
        (with "host" (instance (export "subscribe" (func $subscribe)) (export "block" (func $block))))))
    (func (export "run") (canon lift (core func $i "run"))))"#;

#[test]
fn a_sleep_inside_a_host_call_ends_at_the_deadline() {
    let limits = |limits: &mut Limits| limits.deadline = Duration::from_millis(100);
    check(SLEEPS, limits, "it did not answer within 100 ms (limits.deadline_ms)");
}

#[test]
fn a_call_that_is_dropped_inside_a_host_call_leaves_nothing_behind() {
    const TIMES: usize = 10_000;
    let sandbox = sandbox();
    let component = Component::from_binary(&sandbox.engine, &wat::parse_str(SLEEPS).unwrap()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let lending = lending(Config::default_limits().unwrap());
    // The pool has places for far fewer: one that is not given back would be missed.
    for round in 0..TIMES {
        let (meter, deadline) = (Arc::new(Meter::default()), Instant::now() + Duration::from_secs(60));
        let running = Running { trace_id: TraceId::random(), deadline, meter: Arc::clone(&meter) };
        let mut store = CallState::store(sandbox, &lending, running);
        let work = async {
            let instance = sandbox.linker.instantiate_async(&mut store, &component).await?;
            let run = instance.get_typed_func::<(), ()>(&mut store, "run")?;
            Ok(run.call_async(&mut store, ()).await?)
        };
        let ended = runtime.block_on(async {
            let mut call = pin!(limited(work, &lending, deadline, &meter));
            std::future::poll_fn(|_| {
                // Twice: at a tick it only gives way at first.
                let polls = [(); 2].map(|()| call.as_mut().poll(&mut Context::from_waker(std::task::Waker::noop())));
                std::task::Poll::Ready(polls.iter().any(std::task::Poll::is_ready))
            })
            .await
        });
        assert!(!ended, "round {round}: it sleeps");
    }
}

// === Memory ===

#[test]
fn tables_count_as_memory() {
    // One table alone stays within the limit, for the pool's tables are small: only the sum does not.
    let text = r#"(component
        (core module $m
            (table $table 1 funcref)
            (func (export "run")
                (loop $again
                    (br_if $again (i32.ne (table.grow $table (ref.null func) (i32.const 1000)) (i32.const -1))))))
        (core module $both
            (import "one" "run" (func $one)) (import "two" "run" (func $two))
            (func (export "run") (call $one) (call $two) unreachable))
        (core instance $one (instantiate $m))
        (core instance $two (instantiate $m))
        (core instance $i (instantiate $both (with "one" (instance $one)) (with "two" (instance $two))))
        (func (export "run") (canon lift (core func $i "run"))))"#;
    let limits = |limits: &mut Limits| limits.memory_bytes = 1 << 20;
    check(text, limits, "it asked for more than 1 MiB of memory (limits.memory_mib)");
}

#[test]
fn the_memories_of_several_modules_are_summed() {
    let text = r#"(component
        (core module $m
            (memory 1)
            (func (export "run") (drop (memory.grow (i32.const 63))) ))
        (core module $both
            (import "one" "run" (func $one)) (import "two" "run" (func $two))
            (import "three" "run" (func $three))
            (func (export "run") (call $one) (call $two) (call $three) unreachable))
        (core instance $one (instantiate $m))
        (core instance $two (instantiate $m))
        (core instance $three (instantiate $m))
        (core instance $i (instantiate $both (with "one" (instance $one)) (with "two" (instance $two)) (with "three" (instance $three))))
        (func (export "run") (canon lift (core func $i "run"))))"#;
    check(text, |limits| limits.memory_bytes = 8 << 20, "it asked for more than 8 MiB of memory (limits.memory_mib)");
    check(text, |limits| limits.memory_bytes = 12 << 20, "it trapped: wasm `unreachable` instruction executed");
}

/// Eight mebibytes and a table, as they are found: `look` traps where anything is there, `write` fills both.
fn canary(run: &str) -> String {
    component(&format!(
        r#"(memory 1) (table $table 1 funcref) (elem declare func $write)
        (func $grow
            (drop (memory.grow (i32.const 127)))
            (drop (table.grow $table (ref.null func) (i32.const 9999))))
        (func $look (local $at i32)
            (loop $again
                (if (i64.ne (i64.load (local.get $at)) (i64.const 0)) (then unreachable))
                (local.set $at (i32.add (local.get $at) (i32.const 8)))
                (br_if $again (i32.lt_u (local.get $at) (i32.const 8388608))))
            (local.set $at (i32.const 0))
            (loop $again
                (if (i32.eqz (ref.is_null (table.get $table (local.get $at)))) (then unreachable))
                (local.set $at (i32.add (local.get $at) (i32.const 1)))
                (br_if $again (i32.lt_u (local.get $at) (i32.const 10000)))))
        (func $write
            (memory.fill (i32.const 0) (i32.const 0xca) (i32.const 8388608))
            (table.fill $table (i32.const 0) (ref.func $write) (i32.const 10000)))
        (func (export "run") (call $grow) {run})"#
    ))
}

#[test]
fn nothing_is_left_over_in_a_slot_of_the_pool() {
    let trapped = "it trapped: wasm `unreachable` instruction executed";
    check(&canary("(call $write) (call $look)"), |_| (), trapped);
    for _ in 0..40 {
        check(&canary("(call $look) (call $write)"), |_| (), "");
        check(&canary("(call $look)"), |_| (), "");
    }
}

// === What a guest makes the host allocate ===

const FIELDS: &str = r#"
    (import "wasi:http/types@0.2.0" (instance $http
        (export "fields" (type $fields (sub resource)))
        (type $error' (variant (case "invalid-syntax") (case "forbidden") (case "immutable")))
        (export "header-error" (type $error (eq $error')))
        (export "[constructor]fields" (func (result (own $fields))))
        (export "[method]fields.append" (func
            (param "self" (borrow $fields)) (param "name" string) (param "value" (list u8))
            (result (result (error $error)))))))
    (core module $memory (memory (export "memory") 1))
    (core instance $memory (instantiate $memory))
    (core func $new (canon lower (func $http "[constructor]fields")))
    (core func $append (canon lower (func $http "[method]fields.append") (memory (core memory $memory "memory"))))"#;

/// Calls of `wasi:http/types`.
fn with_fields(run: &str) -> String {
    format!(
        r#"(component {FIELDS}
        (core module $m
            (import "memory" "memory" (memory 1))
            (import "http" "new" (func $new (result i32)))
            (import "http" "append" (func $append (param i32 i32 i32 i32 i32 i32)))
            (func (export "run") (local $fields i32) (local $number i32) {run}))
        (core instance $i (instantiate $m
            (with "memory" (instance $memory))
            (with "http" (instance (export "new" (func $new)) (export "append" (func $append))))))
        (func (export "run") (canon lift (core func $i "run"))))"#
    )
}

/// Forty thousand header fields, each of another name: four letters.
const APPEND_40_000: &str = r#"
    (local.set $fields (call $new))
    (loop $again
        (i32.store8 (i32.const 0) (i32.add (i32.const 97) (i32.and (local.get $number) (i32.const 15))))
        (i32.store8 (i32.const 1) (i32.add (i32.const 97) (i32.and (i32.shr_u (local.get $number) (i32.const 4)) (i32.const 15))))
        (i32.store8 (i32.const 2) (i32.add (i32.const 97) (i32.and (i32.shr_u (local.get $number) (i32.const 8)) (i32.const 15))))
        (i32.store8 (i32.const 3) (i32.add (i32.const 97) (i32.shr_u (local.get $number) (i32.const 12))))
        (call $append (local.get $fields) (i32.const 0) (i32.const 4) (i32.const 0) (i32.const 0) (i32.const 16))
        (if (i32.load8_u (i32.const 16)) (then unreachable))
        (local.set $number (i32.add (local.get $number) (i32.const 1)))
        (br_if $again (i32.lt_u (local.get $number) (i32.const 40000))))"#;

#[test]
fn forty_thousand_header_fields_end_the_call_and_not_the_host() {
    let told = "it put more than 32768 bytes into header fields (limits.http_fields_bytes)";
    check(&with_fields(APPEND_40_000), |_| (), told);
    // Also where the bytes were allowed: the map itself has 32 768 places.
    let much = |limits: &mut Limits| limits.http_fields_bytes = 1 << 30;
    check(&with_fields(APPEND_40_000), much, "it put more than 1073741824 bytes into header fields");
}

#[test]
fn a_flood_of_host_resources_ends_the_call() {
    let told = "it held more than 1024 handles (limits.handles)";
    check(&with_fields("(loop $again (drop (call $new)) (br $again))"), |_| (), told);
    let pollables = SLEEPS.replace(r#"(core func $i "run")"#, r#"(core func $i "flood")"#);
    check(&pollables, |_| (), told);
}

/// Asks for so many random bytes, again and again.
fn random(bytes: usize) -> String {
    format!(
        r#"(component
        (import "wasi:random/random@0.2.0" (instance $random
            (export "get-random-bytes" (func (param "len" u64) (result (list u8))))))
        (core module $memory
            (memory (export "memory") 64)
            (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
        (core instance $memory (instantiate $memory))
        (core func $get (canon lower (func $random "get-random-bytes") (memory (core memory $memory "memory")) (realloc (core func $memory "realloc"))))
        (core module $m
            (import "random" "get" (func $get (param i64 i32)))
            (func (export "run") (loop $again (call $get (i64.const {bytes}) (i32.const 0)) (br $again))))
        (core instance $i (instantiate $m (with "random" (instance (export "get" (func $get))))))
        (func (export "run") (canon lift (core func $i "run"))))"#
    )
}

#[test]
fn random_gigabytes_cost_the_callers_own_cpu() {
    check(&random(65_536), little_cpu, LOOPED);
    check(&random(65_537), |_| (), "it asked for more than 65536 random bytes at once (limits.random_bytes)");
    check(&random(usize::MAX), |_| (), "it asked for more than 65536 random bytes at once (limits.random_bytes)");
}

/// Writes lines of so many bytes to the log.
fn logs(lines: usize, bytes: usize) -> String {
    format!(
        r#"(component
        (import "patio:host/log@0.1.0" (instance $log
            (type $level' (enum "trace" "debug" "info" "warn" "error"))
            (export "level" (type $level (eq $level')))
            (type $field' (record (field "name" string) (field "value" string)))
            (export "field" (type $field (eq $field')))
            (export "write" (func (param "level" $level) (param "message" string) (param "fields" (list $field))))))
        (core module $memory (memory (export "memory") 64))
        (core instance $memory (instantiate $memory))
        (core func $write (canon lower (func $log "write") (memory (core memory $memory "memory"))))
        (core module $m
            (import "log" "write" (func $write (param i32 i32 i32 i32 i32)))
            (func (export "run") (local $line i32)
                (loop $again
                    (call $write (i32.const 2) (i32.const 0) (i32.const {bytes}) (i32.const 0) (i32.const 0))
                    (local.set $line (i32.add (local.get $line) (i32.const 1)))
                    (br_if $again (i32.lt_u (local.get $line) (i32.const {lines}))))))
        (core instance $i (instantiate $m (with "log" (instance (export "write" (func $write))))))
        (func (export "run") (canon lift (core func $i "run"))))"#
    )
}

#[test]
fn what_is_handed_over_has_its_limit_in_each_host_call_anew() {
    let limits = |limits: &mut Limits| limits.reply_bytes = 1 << 20;
    check(&logs(1, (1 << 20) + 1), limits, "it handed over more than 1048576 bytes at once (limits.reply_bytes)");
    check(&logs(10, 700_000), limits, "");
}

fn lending(limits: Limits) -> Arc<Lending> {
    let name = "hostile".parse().unwrap();
    Arc::new(Lending { limits, ..Lending::nothing(name, &Arc::new(Notices::default())) })
}
