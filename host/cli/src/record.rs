//! `patio record`: the calls of a venue of a host that runs, in a file.

use crate::desk::block_on;
use crate::exit::{Failure, Outcome};
use crate::settings_file::SettingsFile;
use crate::signals::Stop;
use clap::Args;
use patio_host::recording::{AskError, MAX_CALLS, MAX_TIME, Wish, ask};
use patio_host::venue::VenueId;
use std::fs::{File, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Whose calls
    #[arg(value_name = "VENUE")]
    venue: VenueId,
    #[command(flatten)]
    file: SettingsFile,
    /// For so long: 90s, 10m, 2h
    #[arg(long = "for", value_name = "TIME", default_value = "10m", value_parser = duration)]
    time: Duration,
    /// So many calls, and no more
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_CALLS)))]
    calls: u32,
    /// Where to: a new file that only you may read
    #[arg(long, value_name = "FILE")]
    output: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let config = arguments.file.load_without_secrets()?;
    let Some(venue) = config.venues.get(&arguments.venue) else {
        let known: Vec<_> = config.venues.keys().map(VenueId::as_str).collect();
        let known = if known.is_empty() { "it has none".to_owned() } else { format!("it has {}", known.join(", ")) };
        return Err(Failure::usage(format_args!("the configuration has no venue {:?}", arguments.venue)).hint(known));
    };
    let wish = Wish { venue: venue.id.clone(), calls: arguments.calls, seconds: arguments.time.as_secs() };
    let mut output = create(&arguments.output)?;
    let recorded = block_on(async {
        let stop = Stop::catch();
        eprintln!("recording venue {}: Ctrl-C ends it", wish.venue);
        let wrote = |calls: u32| eprintln!("{calls} of {} calls", wish.calls);
        ask(&config.ledger.path, &wish, &mut output, stop.asked(), wrote).await.map_err(failure)
    });
    let told = recorded.inspect_err(|_| take_back(&arguments.output))?;
    if told.missed > 0 {
        eprintln!("warning: {} calls came faster than they could be taken down", told.missed);
    }
    let shown = arguments.output.display();
    match told.because {
        Some(because) => println!("{shown}: {} calls ({because})", told.calls),
        None => {
            return Err(Failure::failed(format_args!("the host went away: {shown} has {} calls", told.calls)));
        }
    }
    Ok(())
}

/// A file of its own: what guests ate and paid is for nobody else on this machine.
fn create(path: &Path) -> Outcome<File> {
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    made.map_err(|error| {
        let failure = Failure::usage(format_args!("{} cannot be made: {error}", path.display()));
        if error.kind() == ErrorKind::AlreadyExists {
            failure.hint("name another file, or remove it first")
        } else {
            failure
        }
    })
}

/// Takes away a file in which nothing was written.
fn take_back(path: &Path) {
    if std::fs::metadata(path).is_ok_and(|file| file.len() == 0) {
        let _ = std::fs::remove_file(path);
    }
}

fn failure(error: AskError) -> Failure {
    let failure = Failure::failed(&error);
    match error {
        AskError::NoHost(_) => {
            failure.hint("start it with `patio serve`; is --config the file that it was started with?")
        }
        AskError::NotAllowed(_) => failure.hint("run this as the host's user: sudo -u patio patio record …"),
        AskError::Refused(_) | AskError::Io { .. } | AskError::Write(_) => failure,
    }
}

fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("write 90s, 10m or 2h, up to {}h", MAX_TIME.as_secs() / 3600);
    let split = text.len().saturating_sub(1);
    let (number, unit) = text.split_at_checked(split).ok_or_else(wrong)?;
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let seconds = match unit {
        "s" => Some(number),
        "m" => number.checked_mul(60),
        "h" => number.checked_mul(3600),
        _ => None,
    };
    let time = seconds.map(Duration::from_secs).ok_or_else(wrong)?;
    if time.is_zero() || time > MAX_TIME { Err(wrong()) } else { Ok(time) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_number_and_a_unit() {
        assert_eq!(duration("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(duration("10m"), Ok(Duration::from_mins(10)));
        assert_eq!(duration("24h"), Ok(Duration::from_hours(24)));
        for wrong in ["", "10", "m", "0s", "25h", "-1m", "1.5h", "10ü", "99999999999999999999h", "9999999999999999999h"]
        {
            assert_eq!(duration(wrong), Err("write 90s, 10m or 2h, up to 24h".to_owned()), "{wrong}");
        }
    }
}
