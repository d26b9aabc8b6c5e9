//! What can go wrong between this machine and a server, in words for the reader.

use std::error::Error;
use std::fmt;
use std::io;
use std::time::Duration;

use url::Url;

use super::{Settings, guard};

/// Why no answer could be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// The name of the host has no address, or the network is down.
    #[error("cannot find the host {host}")]
    NoHost {
        /// The host.
        host: String,
    },
    /// The host does not take the connection.
    #[error("cannot connect to {host}: {cause}")]
    Unreachable {
        /// The host.
        host: String,
        /// Why, as the system says it.
        cause: String,
        /// Whether nothing listens there.
        refused: bool,
    },
    /// The certificate is not good, or no common way to encrypt was found.
    #[error("cannot make a safe connection to {host}: {cause}")]
    Unsafe {
        /// The host.
        host: String,
        /// Why.
        cause: String,
    },
    /// The server took too long.
    #[error("timed out after {} {stage}", seconds(*.after))]
    Timeout {
        /// With what.
        stage: Stage,
        /// The limit.
        after: Duration,
    },
    /// The body is larger than the caller wants.
    #[error("the answer is larger than {} when unpacked", bytes(*.limit))]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The headers are larger than those of any honest server.
    #[error("the headers of the answer are too large")]
    HeadersTooLarge,
    /// A redirect that is not followed.
    #[error(transparent)]
    Redirect(#[from] RedirectTrouble),
    /// The address leads to this machine or its network, from outside.
    #[error("{host} leads into this machine's own network, which is refused")]
    Local {
        /// The host.
        host: String,
    },
    /// The body is packed in a way that was not asked for, or is damaged.
    #[error("the answer cannot be unpacked")]
    Packing,
    /// The connection ended in the middle of the answer.
    #[error("the answer broke off after {}", bytes(*.got))]
    BrokeOff {
        /// The bytes that had come.
        got: u64,
    },
    /// What came is not HTTP.
    #[error("the server's answer makes no sense")]
    Nonsense,
    /// The client cannot be built.
    #[error("cannot set up secure connections: {cause}\ncheck that the system has its certificates installed")]
    Setup {
        /// Why.
        cause: String,
    },
}

/// What a time-out was waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The connection.
    Connection,
    /// The beginning of the answer.
    Answer,
    /// The rest of the answer, which stood still.
    Progress,
    /// The end of everything.
    Whole,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connection => "without a connection",
            Self::Answer => "without an answer",
            Self::Progress => "without progress in the answer",
            Self::Whole => "before the answer was complete",
        })
    }
}

/// Why a redirect is not followed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedirectTrouble {
    /// The chain has no end in sight.
    #[error("too many redirects ({max})")]
    TooMany {
        /// The limit.
        max: usize,
    },
    /// It leads to something other than a web address.
    #[error("redirected to {scheme}:, which is refused")]
    Scheme {
        /// The scheme.
        scheme: String,
    },
    /// It leads from a safe connection to an open one.
    #[error("redirected from a safe connection to an open one at {host}, which is refused")]
    Downgrade {
        /// The host.
        host: String,
    },
    /// It says not whereto.
    #[error("redirected to no address")]
    NoTarget,
}

impl HttpError {
    pub(super) fn setup(error: &reqwest::Error) -> Self {
        Self::Setup { cause: innermost(error) }
    }

    /// Tells what failed before the answer began.
    pub(super) fn from_send(error: &reqwest::Error, url: &Url, settings: &Settings) -> Self {
        let host = super::hop::host(url);
        let cause = innermost(error);
        if has_source::<guard::LocalAddress>(error) {
            return Self::Local { host };
        }
        if error.is_timeout() {
            return if error.is_connect() {
                Self::Timeout { stage: Stage::Connection, after: settings.connect_timeout }
            } else {
                Self::Timeout { stage: Stage::Answer, after: settings.first_byte_timeout }
            };
        }
        if error.is_dns() {
            return Self::NoHost { host };
        }
        if error.is_connect() {
            // A server that ends the connection after it was made, before anything is said, does not like how it is encrypted.
            let ended = url.scheme() == "https" && io_kinds(error).any(|kind| kind == io::ErrorKind::UnexpectedEof);
            return if has_source::<rustls::Error>(error) || ended {
                Self::Unsafe { host, cause: unsafe_in_words(error).unwrap_or(cause) }
            } else {
                let refused = io_kinds(error).any(|kind| kind == io::ErrorKind::ConnectionRefused);
                Self::Unreachable { host, cause, refused }
            };
        }
        if has_source::<rustls::Error>(error) {
            return Self::Unsafe { host, cause: unsafe_in_words(error).unwrap_or(cause) };
        }
        for error in causes(error).filter_map(|cause| cause.downcast_ref::<hyper::Error>()) {
            if error.is_parse_too_large() {
                return Self::HeadersTooLarge;
            }
            if error.is_parse() {
                return Self::Nonsense;
            }
        }
        Self::BrokeOff { got: 0 }
    }

    /// Tells what failed while the body came.
    pub(super) fn from_body(error: &reqwest::Error, got: u64) -> Self {
        // What is no chunk where one must begin.
        let senseless = |kind| matches!(kind, io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData);
        if got == 0 && io_kinds(error).any(senseless) && !has_source::<rustls::Error>(error) {
            return Self::Nonsense;
        }
        Self::BrokeOff { got }
    }

    /// Returns whether asking again later may help.
    pub fn is_passing(&self) -> bool {
        self.is_network() || matches!(self, Self::Timeout { .. } | Self::BrokeOff { .. })
    }

    /// Returns whether nothing listens at the port that was asked.
    pub fn is_refused(&self) -> bool {
        matches!(self, Self::Unreachable { refused: true, .. })
    }

    /// Returns whether the trouble is likely with this machine's network and not with one server.
    pub fn is_network(&self) -> bool {
        matches!(self, Self::NoHost { .. } | Self::Unreachable { .. })
            || matches!(self, Self::Timeout { stage: Stage::Connection, .. })
    }
}

/// Returns an error and all that is behind it. What an error of the system wraps is behind it too, which its `source` leaves out.
fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(Some(error as &(dyn Error + 'static)), |error| {
        let error: &(dyn Error + 'static) = *error;
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped as &(dyn Error + 'static)),
            None => error.source(),
        }
    })
}

fn has_source<E: Error + 'static>(error: &reqwest::Error) -> bool {
    causes(error).any(<dyn Error>::is::<E>)
}

/// Says what is wrong with a certificate, or with how the server encrypts, where there are words for it.
fn unsafe_in_words(error: &reqwest::Error) -> Option<String> {
    let words = tls_in_words(causes(error).find_map(|cause| cause.downcast_ref::<rustls::Error>())?)?;
    Some(words.to_owned())
}

fn tls_in_words(error: &rustls::Error) -> Option<&'static str> {
    use rustls::CertificateError as Bad;
    Some(match error {
        rustls::Error::InvalidCertificate(bad) => match bad {
            Bad::Expired | Bad::ExpiredContext { .. } => "its certificate has expired",
            Bad::NotValidYet | Bad::NotValidYetContext { .. } => "its certificate is not valid yet; check the clock",
            Bad::NotValidForName | Bad::NotValidForNameContext { .. } => "its certificate is for another name",
            Bad::Revoked => "its certificate was revoked",
            Bad::UnknownIssuer => "its certificate is signed by nobody whom this machine trusts",
            // What comes of a certificate that signs itself.
            Bad::Other(other) if format!("{other:?}").contains("CaUsedAsEndEntity") => "its certificate is signed by itself",
            Bad::BadSignature => "the signature of its certificate is wrong",
            _ => "its certificate cannot be used",
        },
        rustls::Error::InvalidMessage(_) => "what answers there does not encrypt",
        rustls::Error::NoCertificatesPresented => "it shows no certificate",
        rustls::Error::PeerIncompatible(_) => "it encrypts only in old ways that are not safe",
        rustls::Error::AlertReceived(_) => "it refuses to encrypt",
        _ => return None,
    })
}

fn io_kinds(error: &reqwest::Error) -> impl Iterator<Item = io::ErrorKind> {
    causes(error).filter_map(|cause| cause.downcast_ref::<io::Error>()).map(io::Error::kind)
}

fn innermost(error: &reqwest::Error) -> String {
    // The system adds its number for programs; the words are for people.
    let text = causes(error).last().map(ToString::to_string).unwrap_or_default();
    let text = text.split(" (os error").next().unwrap_or_default();
    text.chars().filter(|letter| !letter.is_control()).take(200).collect::<String>().to_lowercase()
}

fn seconds(time: Duration) -> String {
    if time.subsec_millis() == 0 { format!("{} s", time.as_secs()) } else { format!("{:.1} s", time.as_secs_f64()) }
}

fn bytes(count: u64) -> String {
    match count {
        0..=9_999 => format!("{count} bytes"),
        10_000..=1_048_575 => format!("{} KiB", count >> 10),
        _ => format!("{} MiB", count >> 20),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_a_certificate_is_told_in_words() {
        for bad in [
            rustls::CertificateError::Expired,
            rustls::CertificateError::UnknownIssuer,
            rustls::CertificateError::NotValidForName,
            rustls::CertificateError::BadEncoding,
        ] {
            let words = tls_in_words(&rustls::Error::InvalidCertificate(bad)).unwrap();
            assert!(words.starts_with("its certificate "), "{words}");
        }
    }

    #[test]
    fn errors_are_told_in_words() {
        let timeout = HttpError::Timeout { stage: Stage::Answer, after: Duration::from_secs(15) };
        assert_eq!(timeout.to_string(), "timed out after 15 s without an answer");
        assert_eq!(HttpError::TooLarge { limit: 16 << 20 }.to_string(), "the answer is larger than 16 MiB when unpacked");
        assert_eq!(HttpError::from(RedirectTrouble::TooMany { max: 5 }).to_string(), "too many redirects (5)");
    }
}
