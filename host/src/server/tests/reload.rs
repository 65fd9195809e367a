//! What happens when the configuration's file changes. No adapter is there: a venue that is known answers 503.

use super::*;

#[tokio::test]
async fn a_new_venue_is_served_without_a_restart() {
    let host = Host::start(CROWN).await;
    let inn = CROWN.replace("crown", "inn");
    assert_eq!(host.send("GET /v1/areas", &basic("inn", "open sesame"), "").await.status, 401);
    host.rewrite(&format!("{CROWN}{inn}"));
    host.wait_for_notice("new venues inn").await;
    assert_eq!(host.send("GET /v1/areas", &basic("inn", "open sesame"), "").await.status, 503);
    host.running.stop().await;
}

#[tokio::test]
async fn a_venue_that_is_gone_is_unknown_and_one_that_stays_is_the_same() {
    let inn = CROWN.replace("crown", "inn");
    let folder_of = |venues: &CurrentVenues, id| venues.load().get(id).cloned();
    let folder = tempfile::tempdir().unwrap();
    let parse = |text: &str| Config::parse(text, folder.path(), []).unwrap().0;
    let before = Venues::default().replaced_by(parse(&format!("{CROWN}{inn}")).venues.values());
    let venues = CurrentVenues::from_pointee(before);
    let crown = folder_of(&venues, "crown").unwrap();
    venues.store(Arc::new(venues.load().replaced_by(parse(CROWN).venues.values())));
    assert!(Arc::ptr_eq(&crown, &folder_of(&venues, "crown").unwrap()));
    assert!(folder_of(&venues, "inn").is_none());
}

#[tokio::test]
async fn a_wrong_file_changes_nothing_and_is_told() {
    let host = Host::start(CROWN).await;
    host.rewrite("[server]\nlisten = 5\n");
    let notice = host.wait_for_notice("was not taken up").await;
    assert_eq!(notice.level, Level::Error);
    assert!(notice.text.contains("patio.toml:2"), "{}", notice.text);
    assert_eq!(host.crown("GET /v1/areas", "").await.status, 503);
    host.running.stop().await;
}

#[tokio::test]
async fn what_needs_a_restart_is_said() {
    let host = Host::start(CROWN).await;
    host.rewrite(&format!("[server]\nmax_connections = 7\n{CROWN}"));
    let notice = host.wait_for_notice("restart").await;
    assert_eq!(notice.level, Level::Warning);
    assert!(notice.text.contains("[server] max_connections"), "{}", notice.text);
    host.running.stop().await;
}

#[tokio::test]
async fn a_password_in_a_file_is_taken_up_when_asked() {
    let config = CROWN.replace(r#"{ value = "open sesame" }"#, r#"{ file = "password" }"#);
    let folder = tempfile::tempdir().unwrap();
    let password = folder.path().join("password");
    std::fs::write(&password, "open sesame").unwrap();
    let host = Host::start(&config.replace("password\"", &format!("{}\"", password.display()))).await;
    assert_eq!(host.crown("GET /v1/areas", "").await.status, 503);
    std::fs::write(&password, "another").unwrap();
    host.running.reload();
    host.wait_for_notice("changed venues crown").await;
    assert_eq!(host.crown("GET /v1/areas", "").await.status, 401);
    host.running.stop().await;
}

#[tokio::test]
async fn what_the_process_is_fenced_off_from_is_said() {
    let outside = tempfile::tempdir().unwrap();
    let (pos, old) = (outside.path().join("pos"), outside.path().join("old"));
    std::fs::create_dir(&pos).unwrap();
    let granted = format!("{CROWN}allow.folders = [{{ path = \"{}\", access = \"read\" }}]\n", pos.display());
    let host = Host::start(CROWN).await;
    host.rewrite(&granted);
    let notice =
        host.wait_for_notice("is fenced off from until patio is restarted: [venues.crown.allow] folders").await;
    assert_eq!(notice.level, Level::Warning);
    host.running.stop().await;

    let host = Host::start(&granted).await;
    std::fs::rename(&pos, old).unwrap();
    std::fs::create_dir(&pos).unwrap();
    let notice = host.wait_for_notice("is not what it was at the start").await;
    assert_eq!(notice.level, Level::Error);
    assert!(notice.text.contains("[venues.crown.allow] folders"), "{}", notice.text);
    host.running.stop().await;
}
