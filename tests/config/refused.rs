//! A bad setting is one line that names the key, and exit code 2.

use std::net::TcpListener;

use super::start::Start;

/// Starts with these settings, which are refused with a line that begins with `key`.
async fn assert_settings(toml: &str, key: &str) {
    let line = Start::new().settings(toml).refused_in_one_line().await;
    assert!(line.starts_with(key), "{toml}\n→ {line}");
}

async fn assert_flags(flags: &[&str], key: &str) {
    let line = Start::bare().flags(flags).refused_in_one_line().await;
    assert!(line.starts_with(key), "{flags:?} → {line}");
}

#[tokio::test]
async fn unknown_keys() {
    for (toml, key) in [
        ("lisen = \"127.0.0.1:0\"", "lisen: "),
        ("[auth]\nmod = \"none\"", "auth.mod: "),
        ("[limits]\nmax_chat_char = 5", "limits.max_chat_char: "),
        ("[limit]\nmax_chat_chars = 5", "limit: "),
        ("[models.echo]\nagent = \"echo\"\ndelay = 5", "models.echo"),
        ("[models.x]\nagent = \"command\"\ncommand = [\"cat\"]\nformats = \"text\"", "models.x"),
        ("[cors]\norigin = []", "cors.origin: "),
    ] {
        assert_settings(toml, key).await;
    }
}

#[tokio::test]
async fn wrong_types_and_values() {
    for (toml, key) in [
        ("default_model = \"none such\"", "default_model: "),
        ("bus = \"redis://127.0.0.1\"", "bus: "),
        ("[auth]\nmode = \"magic\"", "auth.mode: "),
        ("[auth]\nsecret = \"short\"", "auth.secret: "),
        ("[auth]\naccess_ttl = \"0s\"", "auth.access_ttl: "),
        ("[admin]\ntoken = \"short\"", "admin.token: "),
        ("[system]\nhealth_interval = \"1ms\"", "system.health_interval: "),
        ("[handshake]\nauthenticate_within = \"soon\"", "handshake.authenticate_within: "),
        ("[auth]\ntrust_network = \"yes\"", "auth.trust_network: "),
        ("[limits]\ninbox = \"many\"", "limits.inbox: "),
        ("[limits]\ninbox = 0", "limits.inbox"),
        ("[limits]\nmax_chat_chars = -1", "limits.max_chat_chars: "),
        ("[limits]\ncommand_deadline = \"soon\"", "limits.command_deadline: "),
        ("[shutdown]\ngrace = 10", "shutdown.grace: "),
        ("[log]\nformat = \"xml\"", "log.format: "),
        ("[log]\nfilter = \"parlance=shout\"", "log.filter: "),
        ("[socketio]\nparser = \"yaml\"", "socketio.parser: "),
        ("[cors]\norigins = [\"example.org/app\"]", "cors.origins: "),
        ("[files]\nurl = \"ftp://example.org\"", "files.url: "),
        ("[files]\nurl = \"s3://\"", "files.url: "),
        ("[files]\ntypes = [\"pictures\"]", "files.types: "),
        ("[[call.ice_servers]]\nurls = []", "call.ice_servers.0.urls: "),
        ("[[call.ice_servers]]\nurls = [\"https://turn.example.org\"]", "call.ice_servers.0.urls: "),
        ("[[call.ice_servers]]\nurls = [\"turn:turn.example.org\"]", "call.ice_servers.0.urls: "),
        ("[[call.ice_servers]]\nurls = [\"turn:a\"]\nusername = \"a\"", "call.ice_servers.0.username: "),
        ("[[call.ice_servers]]\nurls = [\"turn:a\"]\nusername = \"a\"\nsecret = \"b\"", "call.ice_servers.0.secret: "),
        ("[[call.ice_servers]]\nurls = [\"turn:a\"]\nsecret = \"b\"\nttl = \"5s\"", "call.ice_servers.0.ttl: "),
        ("web_root = \"there is no such folder\"", "web_root: "),
    ] {
        assert_settings(toml, key).await;
    }
}

#[tokio::test]
async fn keys_of_other_issuers() {
    let long = "x".repeat(32);
    let secret = format!("secret = \"{long}\"");
    for (settings, key) in [
        ("".to_owned(), "auth.jwt: "),
        ("issuer = \"us\"".to_owned(), "auth.jwt: "),
        (format!("{secret}\njwks_url = \"https://localhost/keys\""), "auth.jwt: "),
        ("secret = \"short\"".to_owned(), "auth.jwt.secret: "),
        ("secret = 123456".to_owned(), "auth.jwt.secret: "),
        (format!("{secret}\nleeway = \"1h\""), "auth.jwt.leeway: "),
        ("jwks_url = \"ftp://localhost/keys\"".to_owned(), "auth.jwt.jwks_url: "),
        ("jwks_url = \"https://\"".to_owned(), "auth.jwt.jwks_url: "),
        ("public_key_file = \"no such file\"".to_owned(), "auth.jwt.public_key_file: "),
        ("public_key_file = \"parlance.toml\"".to_owned(), "auth.jwt.public_key_file: "),
        (format!("{secret}\nkey = \"x\""), "auth.jwt.key: "),
    ] {
        let toml = format!("[auth]\nmode = \"jwt\"\n[auth.jwt]\n{settings}");
        let line = Start::new().settings(&toml).refused_in_one_line().await;
        assert!(line.starts_with(key) && !line.contains(&long), "{toml}\n→ {line}");
    }
}

#[tokio::test]
async fn bad_models() {
    for (toml, key) in [
        ("[models.x]", "models.x"),
        ("[models.x]\nagent = \"parrot\"", "models.x"),
        ("[models.x]\nagent = \"command\"", "models.x"),
        (
            "[models.x]\nagent = \"command\"\ncommand = [\"a\"]\nprice = { input = 1, output = nan }",
            "models.x.price.output: ",
        ),
        ("[models.x]\nagent = \"command\"\ncommand = []", "models.x.command: "),
        ("[models.x]\nagent = \"command\"\ncommand = \"cat\"", "models.x"),
        ("[models.x]\nagent = \"echo\"\nchunk_chars = 0", "models.x"),
        ("[models.x]\nagent = \"openai\"", "models.x"),
        ("[models.x]\nagent = \"openai\"\nbase_url = \"nonsense\"", "models.x.base_url: "),
    ] {
        assert_settings(&format!("{toml}\n[models.echo]\nagent = \"echo\""), key).await;
    }
    assert_settings("[transcribe]\nengine = \"ear\"", "transcribe").await;
    assert_settings("[transcribe]\nengine = \"command\"\ncommand = []", "transcribe").await;
}

#[tokio::test]
async fn a_file_that_is_no_settings_file() {
    let line = Start::new().settings("listen = \n").refused_in_one_line().await;
    assert!(line.contains("parlance.toml") && line.contains("line 1"), "{line}");
    let line = Start::bare().settings("listen = 3000").refused_in_one_line().await;
    assert!(line.starts_with("listen: ") && line.ends_with("parlance.toml)"), "{line}");
    assert_flags(&["serve", "--config", "missing.toml"], "--config: ").await;
}

#[tokio::test]
async fn bad_flags() {
    for (flags, key) in [
        (&["--listen", "nonsense"][..], "listen: "),
        (&["--listen", "127.0.0.1:99999"], "listen: "),
        (&["--listen", "0.0.0.0:0"], "auth.mode: "),
        (&["serve", "--listen", "[::]:0"], "auth.mode: "),
        (&["--listen", "127.0.0.1:0", "--database", "postgres://x"], "database: "),
        (&["--listen", "127.0.0.1:0", "--database", "data.db"], "database: "),
        (&["--listen", "127.0.0.1:0", "--database", "sqlite:///proc/no/where.db"], "database: "),
        (&["--listen", "127.0.0.1:0", "--bus", "redis://x"], "bus: "),
        (&["--listen", "127.0.0.1:0", "--web-root", "/no/where"], "web_root: "),
    ] {
        assert_flags(flags, key).await;
    }
}

#[tokio::test]
async fn bad_variables() {
    for (name, value, key) in [
        ("PARLANCE_LIMITS__INBOX", "many", "limits.inbox: "),
        ("PARLANCE_LIMITS__INBOX", "0", "limits.inbox"),
        ("PARLANCE_LIMITS__IN_BOX", "5", "limits.in_box: "),
        ("PARLANCE_AUTH__MODE", "magic", "auth.mode: "),
        ("PARLANCE_DEFAULT_MODEL", "none such", "default_model: "),
        ("PARLANCE_LOG__FILTER", "parlance=shout", "log.filter: "),
    ] {
        let line = Start::new().env(name, value).refused_in_one_line().await;
        assert!(line.starts_with(key), "{name}={value} → {line}");
    }
}

#[tokio::test]
async fn half_of_a_certificate() {
    let words = Start::new().flags(&["--tls-cert", "cert.pem"]).refused().await;
    assert!(words.contains("--tls-key"), "{words}");
    assert_settings("[tls]\ncert = \"cert.pem\"", "tls.cert: ").await;
    assert_settings("[tls]\nkey = \"key.pem\"", "tls.cert: ").await;
    let line = Start::new().env("PARLANCE_TLS__CERT", "cert.pem").refused_in_one_line().await;
    assert!(line.starts_with("tls.cert: "), "{line}");
}

#[tokio::test]
async fn a_certificate_that_is_none() {
    let flags = ["--tls-cert", "cert.pem", "--tls-key", "key.pem"];
    let line = Start::new().flags(&flags).refused_in_one_line().await;
    assert!(line.starts_with("--tls-cert: "), "{line}");
    let start = Start::new().flags(&flags).file("cert.pem", "nothing").file("key.pem", "nothing");
    let line = start.refused_in_one_line().await;
    assert!(line.starts_with("--tls-cert: "), "{line}");
}

#[tokio::test]
async fn an_address_in_use() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let line = Start::bare().flags(&["--listen", &address]).refused_in_one_line().await;
    assert!(line.starts_with("listen: ") && line.contains(&address), "{line}");
}

/// Who starts the server sees the line, perhaps in the log of a stranger: no value of a secret in it.
#[tokio::test]
async fn a_bad_secret_is_not_told() {
    for toml in [
        "database = \"postgres://user:hush-hush@x\"",
        "bus = \"redis://user:hush-hush@x\"",
        "listen = \"hush-hush\nbus = 5",
        "[models.x]\nagent = \"openai\"\nbase_url = \"https://user:hush-hush@\"",
        "[models.x]\nagent = \"openai\"\nbase_url = [\"hush-hush\"]",
        "[models.x]\nagent = \"command\"\ncommand = [\"cat\"]\nenv = { KEY = [\"hush-hush\"] }",
        "[models.x]\nagent = \"command\"\ncommand = [\"cat\"]\nenv = \"hush-hush\"",
    ] {
        let settings = format!("{toml}\n[models.echo]\nagent = \"echo\"");
        let start = Start::bare().settings(&settings).flags(&["--listen", "127.0.0.1:0"]);
        let line = start.refused_in_one_line().await;
        assert!(!line.contains("hush-hush"), "{toml}\n→ {line}");
    }
}
