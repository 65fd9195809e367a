//! What each message is taken for, and what is said to it.

use super::*;
use crate::trace::TraceId;
use expect_test::{Expect, expect};

#[track_caller]
fn check_frame(message: &str, expected: Expect) {
    let trace = TraceId::brought("t1").unwrap();
    let shown = match Call::read(&Bytes::copy_from_slice(message.as_bytes())) {
        Ok(Call { head, capability, params }) => {
            let reply = head.map_or("no reply".to_owned(), |head| String::from_utf8(head.result(b"1")).unwrap());
            format!("{capability} {} {reply}", String::from_utf8_lossy(&params))
        }
        Err(Unread::Reply) => "a reply".to_owned(),
        Err(Unread::Refused { head, refusal, kind }) => {
            let error = head.map(|head| String::from_utf8(head.error(&Problem::refused(refusal, &trace))).unwrap());
            format!("{kind}: {}", error.as_deref().unwrap_or("no reply"))
        }
    };
    expected.assert_eq(&shown);
}

#[test]
fn a_request_is_its_method_its_params_and_the_id_of_its_reply() {
    check_frame(
        r#"{"jsonrpc":"2.0","id":"a-1","method":"GetOrderByIdV1","params":{"orderId":"1", "headers":{}}}"#,
        expect![[
            r#"GetOrderById {"orderId":"1", "headers":{}} {"jsonrpc":"2.0","id":"a-1","method":"GetOrderByIdV1","result":1}"#
        ]],
    );
    check_frame(
        " {\"params\":null,\"x\":[{}],\"method\":\"ListAreasV1\",\"id\":\"\",\"jsonrpc\":\"2.0\"}\n",
        expect![[r#"ListAreas {} {"jsonrpc":"2.0","id":"","method":"ListAreasV1","result":1}"#]],
    );
}

#[test]
fn every_id_comes_back_as_it_came() {
    check_frame(
        r#"{"jsonrpc":"2.0","id":18446744073709551616.50e2,"method":"ListAreasV1"}"#,
        expect![[r#"ListAreas {} {"jsonrpc":"2.0","id":18446744073709551616.50e2,"method":"ListAreasV1","result":1}"#]],
    );
    check_frame(
        r#"{"jsonrpc":"2.0","id":"\u00e9\"","method":"ListAreasV1"}"#,
        expect![[r#"ListAreas {} {"jsonrpc":"2.0","id":"\u00e9\"","method":"ListAreasV1","result":1}"#]],
    );
    check_frame(
        r#"{"jsonrpc":"2.0","id":-1,"method":"List\u0041reasV1"}"#,
        expect![[r#"ListAreas {} {"jsonrpc":"2.0","id":-1,"method":"ListAreasV1","result":1}"#]],
    );
}

#[test]
fn without_an_id_no_reply_is_wanted() {
    check_frame(r#"{"jsonrpc":"2.0","method":"ListAreasV1"}"#, expect!["ListAreas {} no reply"]);
    check_frame(r#"{"jsonrpc":"2.0","id":null,"method":"ListAreasV1"}"#, expect!["ListAreas {} no reply"]);
    check_frame(r#"{"jsonrpc":"2.0","method":"StealV1"}"#, expect!["method: no reply"]);
}

#[test]
fn a_method_that_is_not_known_is_not_found() {
    check_frame(
        r#"{"jsonrpc":"2.0","id":"1","method":"ListAreas"}"#,
        expect![[
            r#"method: {"jsonrpc":"2.0","id":"1","method":"ListAreas","error":{"errorType":"NotFound","debugMessage":"the EPOS Data API has no such method","traceId":"t1"}}"#
        ]],
    );
}

#[test]
fn what_is_no_request_is_invalid_and_carries_the_id_where_one_is_there() {
    check_frame(
        "{",
        expect![[
            r#"json: {"jsonrpc":"2.0","id":"","method":"","error":{"errorType":"InvalidRequest","debugMessage":"bad JSON: EOF while parsing an object at line 1 column 1","traceId":"t1"}}"#
        ]],
    );
    check_frame(
        "",
        expect![[
            r#"json: {"jsonrpc":"2.0","id":"","method":"","error":{"errorType":"InvalidRequest","debugMessage":"bad JSON: EOF while parsing a value at line 1 column 0","traceId":"t1"}}"#
        ]],
    );
    check_frame(
        r#"["2.0","1","ListAreasV1",{},null,null]"#,
        expect![[
            r#"envelope: {"jsonrpc":"2.0","id":"","method":"","error":{"errorType":"InvalidRequest","debugMessage":"a JSON object is needed: batches are not known here","traceId":"t1"}}"#
        ]],
    );
    check_frame(
        r#"{"jsonrpc":"1.0","id":7,"method":"ListAreasV1"}"#,
        expect![[
            r#"version: {"jsonrpc":"2.0","id":7,"method":"ListAreasV1","error":{"errorType":"InvalidRequest","debugMessage":"jsonrpc: must be \"2.0\"","traceId":"t1"}}"#
        ]],
    );
    check_frame(
        r#"{"method":"ListAreasV1"}"#,
        expect![[
            r#"version: {"jsonrpc":"2.0","id":"","method":"","error":{"errorType":"InvalidRequest","debugMessage":"jsonrpc: must be \"2.0\"","traceId":"t1"}}"#
        ]],
    );
    check_frame(
        r#"{"jsonrpc":"2.0","id":"1","method":["ListAreasV1"]}"#,
        expect![[
            r#"envelope: {"jsonrpc":"2.0","id":"1","method":"","error":{"errorType":"InvalidRequest","debugMessage":"method: must be a string","traceId":"t1"}}"#
        ]],
    );
    check_frame(
        r#"{"jsonrpc":"2.0","id":{"a":1},"method":"ListAreasV1"}"#,
        expect![[
            r#"envelope: {"jsonrpc":"2.0","id":"","method":"","error":{"errorType":"InvalidRequest","debugMessage":"id: must be a string or a number","traceId":"t1"}}"#
        ]],
    );
    check_frame(
        r#"{"jsonrpc":"2.0","id":"1","id":"2","method":"ListAreasV1"}"#,
        expect![[
            r#"envelope: {"jsonrpc":"2.0","id":"","method":"","error":{"errorType":"InvalidRequest","debugMessage":"a JSON-RPC request is needed: duplicate field `id` at line 1 column 30","traceId":"t1"}}"#
        ]],
    );
}

#[test]
fn a_reply_is_not_answered() {
    check_frame(r#"{"jsonrpc":"2.0","id":"1","result":{}}"#, expect!["a reply"]);
    check_frame(r#"{"jsonrpc":"2.0","id":"","method":null,"error":{"errorType":"NotFound"}}"#, expect!["a reply"]);
    // As the host's own replies are.
    check_frame(r#"{"jsonrpc":"2.0","id":"1","method":"ListAreasV1","result":[]}"#, expect!["a reply"]);
}
