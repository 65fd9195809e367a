//! What the parts of a call cost in process: `cargo bench -p patio-host`. Compare numbers of one run only.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a benchmark stops at the first surprise")]
#![expect(clippy::print_stdout, reason = "what Criterion does not show is printed beside it")]

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use patio_host::adapter::{
    Adapter, Call, Compilation, CompileCache, CompileLimits, Compiler, Lending, LongLane, Meter, Sandbox,
    SandboxSettings,
};
use patio_host::config::Config;
use patio_host::epos::{
    Capability, Event, Money, Order, OrderFilter, PageRequest, PaymentSafety, PaymentUpdate, Reply, Request, Requester,
    check,
};
use patio_host::ledger::{Declined, IntentKey, Reading, SqliteLedger};
use patio_host::metrics::{LimitHits, Metrics};
use patio_host::notice::Notices;
use patio_host::payments::{
    self, Alarm, Dojos, Failed, Manners, Outcome, Outside, Payments, RecordCall, SystemClock, Terms, Tills, Unread,
};
use patio_host::store::{MemoryStore, Shelf, Store};
use patio_host::trace::TraceId;
use patio_host::venue::{Redactor, UnknownPayment, VenueId};
use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

const DEMO: &str = "../target/components/wasm32-wasip2/component/patio_demo.wasm";

struct Bench {
    runtime: Runtime,
    adapter: Adapter,
    lendings: [(&'static str, Arc<Lending>); 2],
}

fn demo() -> Bench {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(DEMO);
    let bytes = std::fs::read(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; `cargo build -p patio` builds it", path.display()));
    let sandbox = Arc::new(Sandbox::new(SandboxSettings { calls_at_once: 4, memory_bytes: 256 << 20 }).unwrap());
    let notices = Arc::new(Notices::default());
    let name = "demo".parse().unwrap();
    let limits = CompileLimits {
        memory_bytes: 1 << 30,
        cpu: Duration::from_secs(120),
        deadline: Duration::from_secs(120),
        code_bytes: 128 << 20,
    };
    let compiler = Compiler::in_this_process(limits);
    let compilation = Compilation::new(compiler, CompileCache::none(), patio_host::metrics::Metrics::new().0);
    let loading = Adapter::load(&sandbox, &compilation, &notices, name, bytes);
    let adapter = runtime.block_on(loading).unwrap();
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let lending = |reuse| {
        let (venue, limits): (VenueId, _) = ("bench".parse().unwrap(), Config::default_limits().unwrap());
        Arc::new(Lending {
            store: Some(Shelf::new(&store, &venue, adapter.name(), &limits)),
            venue: Some(venue),
            adapter: adapter.name().clone(),
            settings: adapter.description().settings(&[].into()).unwrap(),
            way_out: None,
            premises: None,
            limits,
            reuse,
            redactor: Redactor::default(),
            notices: Arc::clone(&notices),
            long_lane: LongLane::default(),
            limit_hits: LimitHits::none(),
        })
    };
    let lendings = [("fresh", lending(false)), ("reused", lending(true))];
    Bench { runtime, adapter, lendings }
}

fn search(limit: u32) -> Request {
    Request::SearchOrders {
        filter: OrderFilter { payable_only: true, ..OrderFilter::default() },
        page: PageRequest { limit, at: None },
    }
}

impl Bench {
    fn call(&self, lending: &Arc<Lending>, request: &Request) -> Reply {
        let (requester, deadline) = (Requester::default(), Instant::now() + Duration::from_secs(5));
        let (call, meter) = (Call::Request(request, &requester), Arc::new(Meter::default()));
        let trace_id = TraceId::random();
        let answered = self.adapter.call(call, lending, &trace_id, deadline, &meter);
        self.runtime.block_on(answered).unwrap().reply
    }
}

/// Store, instance, call, lift, convert, drop.
fn calls(criterion: &mut Criterion) {
    let bench = demo();
    let mut group = criterion.benchmark_group("call");
    for (kind, lending) in &bench.lendings {
        for limit in [1, 10] {
            let request = search(limit);
            group.bench_function(BenchmarkId::new(*kind, limit), |bencher| {
                bencher.iter(|| black_box(bench.call(lending, &request)));
            });
        }
    }
}

/// What the host does with a request and a reply beside the call.
fn codec(criterion: &mut Criterion) {
    let bench = demo();
    let request = search(10);
    let reply = bench.call(&bench.lendings[0].1, &request);
    let mut group = criterion.benchmark_group("codec");
    let body = br#"{"payableOnly":true,"cursor":{"limit":10}}"#;
    group.bench_function("read a search", |bencher| {
        bencher.iter(|| black_box(Request::from_rest(Capability::SearchOrders, &[], black_box(body))));
    });
    group.bench_function("check ten orders", |bencher| {
        bencher.iter_batched_ref(
            || reply.clone(),
            |reply| check::hold(&request, reply, &mut Vec::new()).unwrap(),
            BatchSize::SmallInput,
        );
    });
    group.throughput(Throughput::Bytes(u64::try_from(reply.clone().into_rest().unwrap().len()).unwrap()));
    group.bench_function("write ten orders", |bencher| {
        bencher.iter_batched(|| reply.clone(), |reply| black_box(reply.into_rest().unwrap()), BatchSize::SmallInput);
    });
}

/// A point of sale that is down, and no Dojo: settlement is not what is measured, and it must not be in the way.
struct Down;

#[async_trait::async_trait]
impl Tills for Down {
    fn terms(&self, _: &VenueId) -> Terms {
        Terms { safety: Some(PaymentSafety::Keyed), takes_events: true, reads_orders: true, ..Terms::default() }
    }

    fn manners(&self, _: &VenueId) -> Manners {
        Manners { deadline: Duration::from_secs(5), unknown: UnknownPayment::Accept }
    }

    async fn payment_updated(&self, _: &VenueId, _: PaymentUpdate, _: &TraceId) -> Result<(), Failed> {
        Err(down())
    }

    async fn record_payment(&self, _: &VenueId, _: RecordCall<'_>) -> Result<Order, Failed> {
        Err(down())
    }

    async fn order(&self, _: &VenueId, _: &str, _: &TraceId, _: Option<Duration>) -> Result<Order, Failed> {
        Err(down())
    }
}

fn down() -> Failed {
    let why = "the till is off".to_owned();
    Failed { outcome: Outcome::Later(why.clone()), answer: Declined::Unavailable(why) }
}

#[async_trait::async_trait]
impl Dojos for Down {
    async fn read(&self, _: &VenueId, _: &str) -> Result<(Reading, String), Unread> {
        Err(Unread { reason: "there is no Dojo here".to_owned(), gone: true })
    }

    async fn give_back(&self, _: &VenueId, _: &str, _: &Reading) -> Result<Option<Money>, String> {
        Err("there is no Dojo here".to_owned())
    }
}

impl Alarm for Down {
    fn attention(&self, _: &IntentKey, _: Option<&str>, _: &str) {}
}

/// From an event to its acknowledgement, with the point of sale down: on the disk, one commit for all that wait. One
/// client alone is one commit per event; the ratio of the throughputs is what group commit is worth on this disk. How
/// long the slowest of a hundred waits is printed, for Criterion shows no percentiles.
fn ledger(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let folder = tempfile::tempdir_in(env!("CARGO_MANIFEST_DIR")).unwrap();
    let outside = Outside {
        ledger: Arc::new(SqliteLedger::open(&folder.path().join("bench.db")).unwrap()),
        tills: Arc::new(Down),
        dojos: Arc::new(Down),
        alarm: Arc::new(Down),
        clock: Arc::new(SystemClock),
        metrics: Metrics::new().0,
    };
    let payments = runtime.block_on(Payments::start(outside, payments::Limits::default())).unwrap();
    let number = AtomicU64::new(0);
    let venue: VenueId = "bench".parse().unwrap();
    let mut group = criterion.benchmark_group("events acknowledged");
    for clients in [1_u64, 64, 256] {
        let waits = Arc::new(Mutex::new(Vec::new()));
        group.throughput(Throughput::Elements(clients));
        group.bench_function(BenchmarkId::from_parameter(clients), |bencher| {
            bencher.iter(|| {
                let mut all = tokio::task::JoinSet::new();
                for _ in 0..clients {
                    let number = number.fetch_add(1, Ordering::Relaxed);
                    let raw = format!(
                        r#"{{"id":"evt_{number}","accountId":"acc","event":"payment_intent.status_updated","createdAt":"2026-11-22T19:00:00Z","data":{{"paymentIntentId":"pi_{number}","paymentStatus":"Captured","captureMode":"Auto"}}}}"#
                    );
                    let event: Event = serde_json::from_str(&raw).unwrap();
                    let (payments, venue, waits) = (payments.clone(), venue.clone(), Arc::clone(&waits));
                    all.spawn_on(
                        async move {
                            let began = Instant::now();
                            payments.receive(&venue, event, &raw, Requester::default(), &TraceId::random()).await.unwrap();
                            waits.lock().unwrap().push(began.elapsed());
                        },
                        runtime.handle(),
                    );
                }
                runtime.block_on(all.join_all());
            });
        });
        let mut waits = waits.lock().unwrap();
        waits.sort_unstable();
        if let Some(wait) = waits.get(waits.len() * 99 / 100) {
            println!("events acknowledged/{clients}: p99 {wait:?} of {}", waits.len());
        }
    }
    drop(group);
    runtime.block_on(payments.stop(Duration::from_secs(5)));
}

criterion_group!(benches, calls, codec, ledger);
criterion_main!(benches);
