//! `parlance tap`: a wire log for developers. It connects as a client of any dialect, shows every frame
//! in both directions, and sends what is typed.

mod line;
mod masked;
mod words;

use std::process::ExitCode;

use clap::Args;
use futures_util::{SinkExt, StreamExt};
use reqwest::Url;
use tokio::{net::TcpStream, sync::mpsc};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{
        Error as WsError, Message,
        client::IntoClientRequest,
        handshake::client::Request,
        http::{HeaderValue, Response, header},
        protocol::{CloseFrame, frame::coding::CloseCode},
    },
};

use crate::{asked_to_stop, http::tls};
use line::{Direction, show};
use words::Words;

/// Lines that were typed and are not sent yet; beyond it the terminal waits.
const MOST_TYPED: usize = 16;

/// The exit code of one whom the server has sent away, or let go.
const ENDED_BY_SERVER: u8 = 1;
/// The exit code of one who did not get in.
const NOT_CONNECTED: u8 = 2;

/// Where to connect, and as whom.
#[derive(Args)]
pub struct Tap {
    /// The server, as in http://127.0.0.1:3000 or wss://example.org; with a path if the dialect is not at
    /// its usual one
    url: Url,
    /// socketio, tagged, envelope, prioritized or dotted
    #[arg(long, value_name = "NAME", value_parser = Words::parse)]
    dialect: Words,
    /// An access token
    #[arg(long)]
    token: Option<String>,
    /// Who to be, of a server with auth.mode = "none"
    #[arg(long)]
    user: Option<String>,
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Connects, and shows what goes to and fro until one side ends it. 0: this side did, or the server said
/// that all is well (1000); 1: the server did; 2: there was no connection.
pub async fn tap(tap: Tap) -> ExitCode {
    tls::install_crypto_provider();
    let socket = match connect(&tap).await {
        Ok(socket) => socket,
        Err(words) => {
            eprintln!("parlance: {words}");
            return NOT_CONNECTED.into();
        }
    };
    Watch { tap, socket }.run().await
}

async fn connect(tap: &Tap) -> Result<Socket, String> {
    let url = address(tap)?;
    let (host, request) = (url.host_str().unwrap_or_default().to_owned(), request(tap, &url)?);
    match connect_async(request).await {
        Ok((socket, _)) => Ok(socket),
        Err(WsError::Http(response)) => Err(refusal(&response)),
        Err(error) => Err(format!("{host} cannot be reached: {error}")),
    }
}

/// With the scheme of WebSockets, the path of the dialect, and what the query says.
fn address(tap: &Tap) -> Result<Url, String> {
    let mut url = tap.url.clone();
    let scheme = match url.scheme() {
        "http" | "ws" => "ws",
        "https" | "wss" => "wss",
        _ => return Err("URL: must begin with ws://, wss://, http:// or https://".to_owned()),
    };
    url.set_scheme(scheme).map_err(|()| "URL: has no address".to_owned())?;
    if matches!(url.path(), "" | "/") {
        url.set_path(&tap.dialect.path());
    }
    let query = tap.dialect.query().iter().copied();
    let user = tap.user.as_deref().map(|user| ("user", user));
    let pairs: Vec<_> = query.chain(user.filter(|_| tap.dialect.subprotocol().is_some())).collect();
    if !pairs.is_empty() {
        url.query_pairs_mut().extend_pairs(pairs);
    }
    Ok(url)
}

/// The token goes into a header: a URL may end up in logs on the way.
fn request(tap: &Tap, url: &Url) -> Result<Request, String> {
    let mut request = url.as_str().into_client_request().map_err(|error| format!("URL: {error}"))?;
    let token = tap.token.as_ref().map(|token| (header::AUTHORIZATION, format!("Bearer {token}")));
    let protocol = tap.dialect.subprotocol().map(|protocol| (header::SEC_WEBSOCKET_PROTOCOL, protocol));
    for (name, value) in token.into_iter().chain(protocol) {
        let mut value = HeaderValue::try_from(value).map_err(|_| "--token: cannot be sent in a header")?;
        value.set_sensitive(true);
        request.headers_mut().insert(name, value);
    }
    Ok(request)
}

/// What the server says instead of becoming a WebSocket.
fn refusal(response: &Response<Option<Vec<u8>>>) -> String {
    let body = response.body().as_deref().unwrap_or_default();
    let answer: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    match answer["error"].as_str() {
        Some(words) => format!("the server answers {}: {words}", response.status()),
        None => format!("the server answers {}, as if it had no WebSocket there", response.status()),
    }
}

/// A connection that is shown.
struct Watch {
    tap: Tap,
    socket: Socket,
}

impl Watch {
    async fn run(mut self) -> ExitCode {
        let mut typed = typed();
        let stop = asked_to_stop();
        tokio::pin!(stop);
        loop {
            let ended = tokio::select! {
                frame = self.socket.next() => self.told(frame).await,
                Some(line) = typed.recv() => {
                    let frame = self.tap.dialect.frame(line);
                    self.send(frame).await
                }
                () = &mut stop => {
                    let goodbye = CloseFrame { code: CloseCode::Normal, reason: "".into() };
                    if let Err(error) = self.socket.close(Some(goodbye)).await {
                        eprintln!("parlance: {error}");
                    }
                    show(Direction::Ended, "closed", "by this side");
                    Some(ExitCode::SUCCESS)
                }
            };
            if let Some(code) = ended {
                return code;
            }
        }
    }

    /// Shows what the server sent and answers it where that is due; the exit code at the end.
    async fn told(&mut self, frame: Option<Result<Message, WsError>>) -> Option<ExitCode> {
        match frame {
            Some(Ok(Message::Text(text))) => {
                let (name, json) = self.tap.dialect.read(&text);
                show(Direction::Received, &name, &json);
                let answer = self.tap.dialect.answer(&text, self.tap.user.as_deref(), self.tap.token.as_deref())?;
                self.send(answer).await
            }
            Some(Ok(Message::Close(frame))) => Some(closed(frame)),
            Some(Ok(message)) => {
                let name = match message {
                    Message::Ping(_) => "ping",
                    Message::Pong(_) => "pong",
                    _ => "binary",
                };
                show(Direction::Received, name, "");
                None
            }
            Some(Err(error)) => {
                show(Direction::Ended, "broken off", &error.to_string());
                Some(ENDED_BY_SERVER.into())
            }
            None => Some(closed(None)),
        }
    }

    async fn send(&mut self, frame: String) -> Option<ExitCode> {
        let (name, json) = self.tap.dialect.read(&frame);
        show(Direction::Sent, &name, &json);
        // One that has closed says so itself.
        if let Err(error) = self.socket.send(Message::text(frame)).await {
            show(Direction::Ended, "not sent", &error.to_string());
        }
        None
    }
}

/// Says how the server ended it.
fn closed(frame: Option<CloseFrame>) -> ExitCode {
    let Some(CloseFrame { code, reason }) = frame else {
        show(Direction::Ended, "closed", "by the server, without a reason");
        return ENDED_BY_SERVER.into();
    };
    show(Direction::Ended, "closed", format!("by the server: {} {reason}", u16::from(code)).trim_end());
    if code == CloseCode::Normal { ExitCode::SUCCESS } else { ENDED_BY_SERVER.into() }
}

/// The lines that are typed, none once there are no more. A thread of its own: one that waits for the
/// terminal cannot be called back, and must not hold up the end.
fn typed() -> mpsc::Receiver<String> {
    let (lines, typed) = mpsc::channel(MOST_TYPED);
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            if !line.trim().is_empty() && lines.blocking_send(line).is_err() {
                return;
            }
        }
    });
    typed
}
