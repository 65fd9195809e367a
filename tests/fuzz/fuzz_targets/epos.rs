//! Requests and events as JSON, over REST and WebSocket: the body is `patio_fuzz::epos`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| patio_fuzz::epos(input));
