//! The macros that turn the table into everything that needs it.
//!
//! One row of a command gives: a variant of [`Command`](super::Command), its decoding and
//! validation, its dispatch to the domain function, and a [`CommandRow`](super::CommandRow) from
//! which types, schemas, documents and limits are generated. One row of an event gives a variant
//! of [`Event`](super::Event) and an [`EventRow`](super::EventRow).

macro_rules! commands {
    (
        $(
            $(#[doc = $cdoc:literal])*
            $cname:literal $cvariant:ident($cpayload:ty)
                -> $reply:literal($rpayload:ty) $(or $other:literal($opayload:ty))? | $cerror:literal
                = $ns:ident :: $function:ident, $kind:ident, $id:ident, rate: $rate:ident $(, $effect:ident)?;
        )*
    ) => {
        /// A decoded, validated command of a client: one variant per row of the table.
        #[derive(Debug, Clone)]
        pub enum Command {
            $( $(#[doc = $cdoc])* $cvariant($cpayload), )*
        }

        impl Command {
            /// The row named `name`, if the table has one.
            pub fn row(name: &str) -> Option<&'static CommandRow> {
                match name {
                    $( $cname => Some(&rows::$cvariant), )*
                    _ => None,
                }
            }

            /// The row that it is of.
            pub fn its_row(&self) -> &'static CommandRow {
                match self { $( Self::$cvariant(_) => &rows::$cvariant, )* }
            }

            /// Its payload as JSON.
            pub fn to_json(&self) -> Result<String, serde_json::Error> {
                match self { $( Self::$cvariant(payload) => serde_json::to_string(payload), )* }
            }

            /// Whether it breaks a rule.
            pub fn check(&self, limits: &Limits) -> Result<(), Error> {
                match self { $( Self::$cvariant(payload) => decode::check(payload, limits), )* }
            }

            /// The client's id of this command.
            pub fn request_id(&self) -> Option<&RequestId> {
                match self {
                    $( Self::$cvariant(payload) => payload.request_id.as_request_id(), )*
                }
            }

            /// Runs the command: one domain function per row.
            pub async fn run(self, cx: &Cx) -> Result<Outcome, Error> {
                match self {
                    $( Self::$cvariant(payload) => {
                        let reply: Reply<table::replies!($rpayload $(, $opayload)?)> = domain::$ns::$function(cx, payload).await?;
                        Ok(reply.into())
                    } )*
                }
            }
        }

        #[allow(non_upper_case_globals)]
        mod rows {
            use super::*;
            $(
                pub(super) static $cvariant: CommandRow = CommandRow {
                    name: $cname,
                    doc: concat!($($cdoc, "\n"),*),
                    error: $cerror,
                    reply: $reply,
                    kind: Kind::$kind,
                    request_id: Correlation::$id,
                    rate: Rate::$rate,
                    effect: [$(Effect::$effect)?].as_slice().first(),
                    payload: TypeInfo::of::<$cpayload>(),
                    reply_payload: TypeInfo::of::<$rpayload>(),
                    other: [$(OtherReply { name: $other, payload: TypeInfo::of::<$opayload>() })?].as_slice().first(),
                    decode: |json, limits| decode::payload::<$cpayload>(json, limits)
                        .map(Command::$cvariant),
                };
            )*
        }

        /// Every command, in the order of the table.
        pub static COMMANDS: &[&CommandRow] = &[ $( &rows::$cvariant, )* ];
    };
}

macro_rules! events {
    (
        $(
            $(#[doc = $edoc:literal])*
            $ename:literal $evariant:ident($epayload:ty), $durability:ident $(, priority: $priority:ident)?;
        )*
    ) => {
        /// An event that the server tells its clients: one variant per row of the table.
        #[derive(Debug, Clone)]
        pub enum Event {
            $( $(#[doc = $edoc])* $evariant($epayload), )*
        }

        impl Event {
            /// The event's name on the wire.
            pub fn name(&self) -> &'static str {
                match self { $( Self::$evariant(_) => $ename, )* }
            }

            /// How urgent it is: normal where its row says nothing.
            pub fn priority(&self) -> Priority {
                match self { $( Self::$evariant(_) => [$(Priority::$priority,)? Priority::NORMAL][0], )* }
            }

            /// The event of this name with this payload, if there is such a one.
            pub fn parse(name: &str, json: &str) -> Option<Self> {
                match name {
                    $( $ename => serde_json::from_str(json).ok().map(Self::$evariant), )*
                    _ => None,
                }
            }

            /// The payload as JSON.
            pub fn to_json(&self) -> Result<String, serde_json::Error> {
                match self { $( Self::$evariant(payload) => serde_json::to_string(payload), )* }
            }
        }

        /// Every event, in the order of the table.
        pub static EVENTS: &[EventRow] = &[
            $( EventRow {
                name: $ename,
                doc: concat!($($edoc, "\n"),*),
                durability: Durability::$durability,
                priority: [$(Priority::$priority,)? Priority::NORMAL][0],
                payload: TypeInfo::of::<$epayload>(),
            }, )*
        ];
    };
}

/// The marker type of a command's replies: one payload, or one of two.
macro_rules! replies {
    ($one:ty) => { $one };
    ($one:ty, $other:ty) => { Either<$one, $other> };
}

pub(super) use {commands, events, replies};
