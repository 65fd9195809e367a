//! The paths of the REST API, made from the table of capabilities.
//!
//! A router of its own, because the table is the truth: there are 17 paths of at most five segments, and whatever the
//! table gains is served. It costs a request no allocation, where a general one boxes its handler and its future.

use crate::epos::Capability;
use crate::epos::capability::{Row, TABLE, Verb};
use http::{HeaderValue, Method};
use percent_encoding::percent_decode_str;
use std::borrow::Cow;

/// Parameters of a path at most: an order and its lock.
const MAX_PARAMETERS: usize = 2;

/// All routes.
pub(super) struct Routes(Vec<Route>);

/// One path with its methods.
struct Route {
    segments: Vec<Segment>,
    methods: Vec<(Verb, Target)>,
    allow: HeaderValue,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    /// Sorts before a parameter: `/v1/orders/search` is never the order "search".
    Literal(&'static str),
    Parameter(&'static str),
}

/// What is asked for by a method and a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Target {
    /// One capability.
    Capability(Capability),
    /// `POST /v1/orders`: the body tells a CreateOrder from a SearchOrders.
    Orders,
    /// `POST /v1/events`: the body tells which event.
    Events,
}

/// Why a path leads nowhere.
#[derive(Debug)]
pub(super) enum Stray<'r> {
    /// No such path.
    Path,
    /// The path has other methods.
    Method(&'r HeaderValue),
    /// A parameter of the path is no UTF-8 once it is decoded.
    Parameter(&'static str),
}

/// The parameters of a path, decoded.
pub(super) type Parameters<'p> = Vec<(&'static str, Cow<'p, str>)>;

// === impl Routes ===

impl Routes {
    /// The routes of the table.
    pub(super) fn new() -> Self {
        let mut routes: Vec<Route> = Vec::new();
        for row in TABLE {
            for path in row.paths {
                let segments: Vec<_> = split(path).map(Segment::of).collect();
                let index = routes.iter().position(|route| route.segments == segments).unwrap_or_else(|| {
                    routes.push(Route { segments, methods: Vec::new(), allow: HeaderValue::from_static("") });
                    routes.len() - 1
                });
                if let Some(route) = routes.get_mut(index) {
                    route.add(row);
                }
            }
        }
        routes.sort_by(|one, other| one.segments.cmp(&other.segments));
        Self(routes)
    }

    /// Where a method and a path lead.
    pub(super) fn find<'p>(&self, method: &Method, path: &'p str) -> Result<(Target, Parameters<'p>), Stray<'_>> {
        let route = self.0.iter().find(|route| route.matches(path)).ok_or(Stray::Path)?;
        let target = verb(method)
            .and_then(|verb| route.methods.iter().find(|(has, _)| *has == verb))
            .map(|(_, target)| *target)
            .ok_or(Stray::Method(&route.allow))?;
        Ok((target, route.parameters(path)?))
    }
}

// === impl Route ===

impl Route {
    fn add(&mut self, row: &Row) {
        match self.methods.iter_mut().find(|(verb, _)| *verb == row.verb) {
            Some((_, target)) => *target = target.shared_with(row.capability),
            None => self.methods.push((row.verb, Target::Capability(row.capability))),
        }
        let names: Vec<_> = self.methods.iter().map(|(verb, _)| method(*verb).as_str().to_owned()).collect();
        // Names of methods are fit for a header.
        self.allow = HeaderValue::try_from(names.join(", ")).unwrap_or(HeaderValue::from_static(""));
    }

    fn matches(&self, path: &str) -> bool {
        let mut found = split(path);
        self.segments.iter().all(|segment| match (segment, found.next()) {
            (Segment::Literal(literal), Some(found)) => *literal == found,
            (Segment::Parameter(_), Some(found)) => !found.is_empty(),
            (_, None) => false,
        }) && found.next().is_none()
    }

    fn parameters<'p>(&self, path: &'p str) -> Result<Parameters<'p>, Stray<'static>> {
        let mut parameters = Vec::new();
        for (segment, found) in self.segments.iter().zip(split(path)) {
            let Segment::Parameter(name) = segment else { continue };
            let decoded = percent_decode_str(found).decode_utf8().map_err(|_| Stray::Parameter(name))?;
            if parameters.is_empty() {
                parameters.reserve_exact(MAX_PARAMETERS);
            }
            parameters.push((*name, decoded));
        }
        Ok(parameters)
    }
}

// === impl Segment ===

impl Segment {
    fn of(text: &'static str) -> Self {
        let name = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        name.map_or(Self::Literal(text), Self::Parameter)
    }
}

// === impl Target ===

impl Target {
    /// What a method of a path means that has this target and another capability's.
    fn shared_with(self, capability: Capability) -> Self {
        let is_event = |capability| {
            matches!(capability, Capability::PaymentIntentCreated | Capability::PaymentIntentStatusUpdated)
        };
        if is_event(capability) { Self::Events } else { Self::Orders }
    }
}

fn split(path: &str) -> std::str::Split<'_, char> {
    path.split('/')
}

fn verb(method: &Method) -> Option<Verb> {
    match *method {
        Method::GET => Some(Verb::Get),
        Method::POST => Some(Verb::Post),
        Method::PUT => Some(Verb::Put),
        Method::DELETE => Some(Verb::Delete),
        _ => None,
    }
}

const fn method(verb: Verb) -> Method {
    match verb {
        Verb::Get => Method::GET,
        Verb::Post => Method::POST,
        Verb::Put => Method::PUT,
        Verb::Delete => Method::DELETE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check_route(line: &str, expected: Expect) {
        let (method, path) = line.split_once(' ').unwrap();
        let routes = Routes::new();
        let found = match routes.find(&method.parse().unwrap(), path) {
            Ok((target, parameters)) => format!("{target:?} {parameters:?}"),
            Err(stray) => format!("{stray:?}"),
        };
        expected.assert_eq(&found);
    }

    #[test]
    fn every_path_of_the_table_leads_to_its_capability() {
        let routes = Routes::new();
        for row in TABLE {
            for path in row.paths {
                let path = path.replace('{', "x").replace('}', "");
                let (target, parameters) = routes.find(&method(row.verb), &path).unwrap();
                match target {
                    Target::Capability(capability) => assert_eq!(capability, row.capability, "{path}"),
                    Target::Orders => {
                        assert!(row.capability.name().ends_with("Orders") || row.capability.name() == "CreateOrder")
                    }
                    Target::Events => assert!(row.capability.name().starts_with("HandleEvent:")),
                }
                assert!(parameters.len() <= MAX_PARAMETERS, "{path}");
            }
        }
    }

    #[test]
    fn a_path_is_taken_apart_before_it_is_decoded() {
        check_route("GET /v1/orders/T-1", expect![[r#"Capability(GetOrderById) [("orderId", "T-1")]"#]]);
        check_route("GET /v1/orders/a%2Fb%20%C3%BC", expect![[r#"Capability(GetOrderById) [("orderId", "a/b ü")]"#]]);
        check_route(
            "PUT /v1/orders/1/locks/2",
            expect![[r#"Capability(ExtendOrderLock) [("orderId", "1"), ("lockId", "2")]"#]],
        );
        check_route("GET /v1/orders/%FF", expect![[r#"Parameter("orderId")"#]]);
    }

    #[test]
    fn a_body_decides_where_two_capabilities_share_a_path() {
        check_route("POST /v1/orders", expect!["Orders []"]);
        check_route("POST /v1/orders/search", expect!["Capability(SearchOrders) []"]);
        check_route("POST /v1/events", expect!["Events []"]);
    }

    #[test]
    fn an_unknown_path_is_none() {
        for path in
            ["", "/", "*", "/v1", "/v1/orders/", "/v1/orders/1/", "/v1/orders//bill", "/v2/orders/1", "/v1/Areas"]
        {
            check_route(&format!("GET {path}"), expect!["Path"]);
        }
    }

    #[test]
    fn a_wrong_method_says_which_are_right() {
        check_route("GET /v1/orders", expect![[r#"Method("POST")"#]]);
        check_route("GET /v1/orders/search", expect![[r#"Method("POST")"#]]);
        check_route("POST /v1/orders/1", expect![[r#"Method("GET, DELETE")"#]]);
        check_route("HEAD /v1/areas", expect![[r#"Method("GET")"#]]);
        check_route("OPTIONS /v1/parties/1", expect![[r#"Method("GET, PUT, DELETE")"#]]);
    }
}
