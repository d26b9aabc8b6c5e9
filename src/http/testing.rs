//! A little server on loopback for tests: it answers what a function of the request says, byte by byte.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

/// What the server does with one request.
pub(crate) struct Answer {
    bytes: Vec<u8>,
    hangs: bool,
    closes: bool,
}

impl Answer {
    /// Answers with a status, extra header lines and a body.
    pub(crate) fn new(status: u16, headers: &str, body: &[u8]) -> Self {
        let mut bytes = format!("HTTP/1.1 {status} X\r\n{headers}Content-Length: {}\r\n\r\n", body.len()).into_bytes();
        bytes.extend_from_slice(body);
        Self { bytes, hangs: false, closes: false }
    }

    /// Answers 200 with a media type.
    pub(crate) fn ok(media_type: &str, body: &str) -> Self {
        Self::new(200, &format!("Content-Type: {media_type}\r\n"), body.as_bytes())
    }

    /// Sends the reader elsewhere.
    pub(crate) fn redirect(status: u16, to: &str) -> Self {
        Self::new(status, &format!("Location: {to}\r\n"), b"")
    }

    /// Writes these bytes and closes the connection.
    pub(crate) fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self { bytes: bytes.into(), hangs: false, closes: true }
    }

    /// Writes these bytes and then nothing more.
    pub(crate) fn hang(bytes: &str) -> Self {
        Self { bytes: bytes.into(), hangs: true, closes: false }
    }
}

/// The server; it ends with its value.
pub(crate) struct Server {
    /// Its address with a slash at the end.
    pub(crate) url: Url,
    heads: Arc<Mutex<Vec<String>>>,
    connections: Arc<Mutex<usize>>,
    task: tokio::task::JoinHandle<()>,
}

impl Server {
    /// Starts a server that asks `answer` what to say to a path and the head of its request.
    pub(crate) async fn start(answer: impl Fn(&str, &str) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
        let (heads, connections) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(0)));
        let (log, count, answer) = (Arc::clone(&heads), Arc::clone(&connections), Arc::new(answer));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                *count.lock().unwrap() += 1;
                tokio::spawn(serve(stream, Arc::clone(&log), Arc::clone(&answer)));
            }
        });
        Self { url, heads, connections, task }
    }

    /// Returns the address of a path.
    pub(crate) fn at(&self, path: &str) -> Url {
        self.url.join(path).unwrap()
    }

    /// Returns the heads of all requests so far.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }

    /// Returns how many connections were made so far.
    pub(crate) fn connections(&self) -> usize {
        *self.connections.lock().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, log: Arc<Mutex<Vec<String>>>, answer: Arc<impl Fn(&str, &str) -> Answer>) {
    let mut buffer = Vec::new();
    loop {
        while !buffer.windows(4).any(|four| four == b"\r\n\r\n") {
            match stream.read_buf(&mut buffer).await {
                Ok(0) | Err(_) => return,
                Ok(_) => {}
            }
        }
        let head = String::from_utf8_lossy(&buffer).into_owned();
        buffer.clear();
        let path = head.split(' ').nth(1).unwrap_or("/").to_owned();
        let answer = answer(&path, &head);
        log.lock().unwrap().push(head);
        if stream.write_all(&answer.bytes).await.is_err() {
            return;
        }
        if answer.hangs {
            std::future::pending::<()>().await;
        }
        if answer.closes {
            return;
        }
    }
}
