//! A walk through all pages of a search: what a card machine sees that scrolls to the end, and back.
//!
//! Its answer:
//!
//! ```json
//! {"data": […], "ids": ["1001", …], "repeated": [], "pages": 3, "largest": 5, "count": 12}
//! ```
//!
//! `data` is in the order of the pages, `ids` are those of it, `repeated` are ids that came more than once, `largest` is
//! the largest page, `count` is how many came. A walk back goes to the last page first, and then by `before`; `data` holds what came on the way back,
//! the first page first.

use crate::answer::{Answer, Came};
use crate::subject::Subject;
use patio_host::epos::Capability;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Pages that are followed: a cursor that leads in a circle must end somewhere, and a restaurant has not as many orders.
const MOST_PAGES: usize = 400;

/// Which way.
#[derive(Clone, Copy)]
enum Way {
    After,
    Before,
}

impl Subject<'_> {
    /// Walks through all pages; the error is a mistake of the case's.
    pub(crate) async fn walk(
        &self,
        capability: Capability,
        with: &Value,
        limit: u32,
        back: bool,
    ) -> Result<Answer, String> {
        let pages = match self.pages(capability, with, limit, Way::After, None).await? {
            Ok(pages) => pages,
            Err(answer) => return Ok(answer),
        };
        if !back {
            return Ok(answer(&pages));
        }
        let Some(last) = pages.last().cloned() else { return Ok(answer(&pages)) };
        let mut seen = vec![last.clone()];
        if let Some(before) = cursor(&last, Way::Before) {
            match self.pages(capability, with, limit, Way::Before, Some(before)).await? {
                Ok(more) => seen.extend(more),
                Err(answer) => return Ok(answer),
            }
        }
        seen.reverse();
        Ok(answer(&seen))
    }

    /// Pages one way, from a cursor on; or the answer that was none.
    async fn pages(
        &self,
        capability: Capability,
        with: &Value,
        limit: u32,
        way: Way,
        from: Option<String>,
    ) -> Result<Result<Vec<Value>, Answer>, String> {
        let (mut pages, mut at) = (Vec::new(), from);
        loop {
            let answer = self.call(capability, &request(with, limit, way, at.as_deref())?).await?;
            let Came::Reply(page) = answer.came else { return Ok(Err(answer)) };
            let next = cursor(&page, way);
            pages.push(page);
            match next {
                Some(next) if pages.len() < MOST_PAGES => at = Some(next),
                Some(next) => {
                    let text = format!("{MOST_PAGES} pages of {limit} and no end: its cursor {next:?} leads on and on");
                    return Ok(Err(Answer { came: Came::Fault(text), ..answer_of_nothing() }));
                }
                None => return Ok(Ok(pages)),
            }
        }
    }
}

const fn answer_of_nothing() -> Answer {
    Answer::of_pos(Value::Null)
}

fn request(with: &Value, limit: u32, way: Way, at: Option<&str>) -> Result<Value, String> {
    let mut request = with.clone();
    let fields = request.as_object_mut().ok_or_else(|| "with is an object".to_owned())?;
    let mut cursor = json!({"limit": limit});
    if let (Some(cursor), Some(at)) = (cursor.as_object_mut(), at) {
        cursor.insert(way.name().to_owned(), at.into());
    }
    fields.insert("cursor".to_owned(), cursor);
    Ok(request)
}

fn cursor(page: &Value, way: Way) -> Option<String> {
    page.get(way.name()).and_then(Value::as_str).map(str::to_owned)
}

fn answer(pages: &[Value]) -> Answer {
    let data = |page: &Value| page.get("data").and_then(Value::as_array).cloned().unwrap_or_default();
    let largest = pages.iter().map(|page| data(page).len()).max().unwrap_or_default();
    let all: Vec<Value> = pages.iter().flat_map(data).collect();
    let ids: Vec<_> = all.iter().map(|one| one.get("id").cloned().unwrap_or_default()).collect();
    let mut seen = BTreeSet::new();
    let repeated: Vec<_> = ids.iter().filter(|id| !seen.insert(id.to_string())).cloned().collect();
    let count = all.len();
    let answer = json!({"data": all, "ids": ids, "repeated": repeated, "pages": pages.len(), "largest": largest, "count": count});
    Answer::of_pos(answer)
}

// === impl Way ===

impl Way {
    const fn name(self) -> &'static str {
        match self {
            Self::After => "after",
            Self::Before => "before",
        }
    }
}
