//! A server that makes up each page while it sends it, and so holds none itself.

use cadastro::{Credentials, Transport, customers};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const RECORDS: usize = 1000;

/// Serves so many pages of 1,000 records with this many bytes of text each.
pub(crate) async fn serving(pages: usize, text: usize) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let own = url.clone();
    tokio::spawn(async move {
        let mut page = 0;
        while let Ok((stream, _)) = listener.accept().await {
            page += 1;
            assert!(page <= pages, "no page is asked for twice");
            send(stream, page, page == pages, &own, text).await;
        }
    });
    url
}

pub(crate) fn bank(url: &str) -> customers::Client {
    let transport = Transport::builder().without_system_roots().build().unwrap();
    let builder = customers::Client::builder(url).with_transport(transport);
    let builder = builder.with_credentials(Credentials::bearer("token"));
    builder.build().unwrap()
}

async fn send(mut stream: TcpStream, page: usize, is_last: bool, own: &str, text: usize) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        stream.read_buf(&mut request).await.unwrap();
    }
    let path = "/open-banking/customers/v2/personal/identifications";
    let next = format!(r#","next":"{own}{path}?page={}""#, page + 1);
    let next = if is_last { "" } else { &next };
    let tail = format!(r#"],"links":{{"self":"{own}{path}?page={page}"{next}}}}}"#);
    let record = record(text);
    let length = r#"{"data":["#.len() + RECORDS * record.len() + (RECORDS - 1) + tail.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n{{\"data\":["
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    for at in 0..RECORDS {
        if at > 0 {
            stream.write_all(b",").await.unwrap();
        }
        stream.write_all(record.as_bytes()).await.unwrap();
    }
    stream.write_all(tail.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
}

fn record(text: usize) -> String {
    format!(
        r#"{{"updateDateTime":"2024-03-05T13:20:00Z","personalId":"1","brandName":"{}","civilName":"A","birthDate":"1990-01-31","hasBrazilianNationality":true,"companiesCnpj":[],"documents":{{"cpfNumber":"52998224725"}},"contacts":{{"postalAddresses":[],"phones":[],"emails":[]}}}}"#,
        "x".repeat(text)
    )
}
