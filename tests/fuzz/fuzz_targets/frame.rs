//! Messages of a WebSocket: the body is `patio_fuzz::frame`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| patio_fuzz::frame(input));
