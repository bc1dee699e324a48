//! The settings of limits, and what the README says of them.

use std::fs;

use parlance::config::{AuthMode, Flags, RateLimits, load};

#[test]
fn one_part_of_a_limit_leaves_the_others_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("parlance.toml");
    fs::write(&file, "[rate_limits.messages]\nconnection.rate = 5\nuser = { rate = 0.5, burst = 7 }").unwrap();
    let set = load(&Flags { config: Some(file), ..Flags::default() }).unwrap().rate_limits;
    let default = RateLimits::of(AuthMode::None);
    assert_eq!((set.messages.connection.rate, set.messages.user.rate, set.messages.user.burst), (5.0, 0.5, 7));
    assert_eq!(set.messages.connection.burst, default.messages.connection.burst);
    assert_eq!(set.messages.address, default.messages.address);
    assert_eq!(set.reads.connection, default.reads.connection);
    assert_eq!(set.exempt.len(), default.exempt.len());
}

#[test]
fn a_bad_limit_is_one_line_that_names_its_key() {
    for (toml, key) in [
        ("rate_limits.reads.connection.rate = -1", "rate_limits.reads.connection: "),
        ("rate_limits.reads.user = { rate = 5, burst = 0 }", "rate_limits.reads.user: "),
        ("rate_limits.auth.address.rate = 1e9", "rate_limits.auth.address: "),
        ("rate_limits.logins.account.burst = 0", "rate_limits.logins.account: "),
        ("rate_limits.handshakes.rate = nan", "rate_limits.handshakes: "),
        ("rate_limits.handshakes.rate = \"many\"", "rate_limits.handshakes.rate: "),
        ("rate_limits.writes.user.rate = 5", "rate_limits.writes: "),
        ("rate_limits.reads.device.rate = 5", "rate_limits.reads.device: "),
        ("rate_limits.exempt = [\"somewhere\"]", "rate_limits.exempt"),
        ("trusted_proxies = [\"10.0.0.0/99\"]", "trusted_proxies"),
        ("trusted_proxies = \"10.0.0.0/8\"", "trusted_proxies: "),
        ("limits.connections_per_user = -1", "limits.connections_per_user: "),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("parlance.toml");
        fs::write(&file, toml).unwrap();
        let line = load(&Flags { config: Some(file), ..Flags::default() }).err().unwrap_or_else(|| panic!("{toml}"));
        assert!(line.starts_with(key) && !line.contains('\n'), "{toml}\n→ {line}");
    }
}

/// The defaults of the README are those of the code: this prints the table that belongs there.
#[test]
fn the_readme_tells_the_defaults() {
    let limits = RateLimits::of(AuthMode::Local);
    let shown = |quota: parlance::config::Quota| format!("{}/s, {}", quota.rate, quota.burst);
    let rows = parlance::contract::Rate::ALL.map(|class| {
        let rates = limits.class(class);
        let [connection, user, address] = [rates.connection, rates.user, rates.address].map(shown);
        format!("| `{}` | {connection} | {user} | {address} |", class.name())
    });
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    assert!(readme.contains(&rows.join("\n")), "the README's table of limits is to be\n{}", rows.join("\n"));
    for (key, quota) in [
        ("handshakes", limits.handshakes),
        ("logins.account", limits.logins.account),
        ("logins.address", limits.logins.address),
    ] {
        let row = format!("| `rate_limits.{key}` | {} |", shown(quota));
        assert!(readme.contains(&row), "{row}");
    }
}
