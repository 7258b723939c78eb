//! The first example of the README, against a server that this program is itself.

mod first;

use std::error::Error;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// Two records: one with a date that is none, and one that lacks nearly everything.
const BODY: &str = r#"{"data": [
    {"updateDateTime": "2026-02-01T10:00:00Z", "personalId": "pf-1", "brandName": "Banco Exemplo",
     "civilName": "Fulana Exemplo", "birthDate": "NA", "maritalStatusCode": "UNIÃO ESTÁVEL", "sex": "OUTRO",
     "companiesCnpj": ["12ABC34501DE35"], "documents": {"cpfNumber": 52998224725}, "hasBrazilianNationality": true,
     "contacts": {"postalAddresses": [], "phones": [], "emails": []}},
    {"personalId": "pf-2"}
]}"#;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let bank = format!("http://{}", listener.local_addr()?);
    let (called, request) = tokio::join!(first::names(&bank, "made up"), answer(listener));
    called?;
    let request = request?.to_ascii_lowercase();
    assert!(
        request.starts_with("get /open-banking/customers/v2/personal/identifications http/1.1\r\n")
    );
    assert!(request.contains("\r\nauthorization: bearer made up\r\n"));
    Ok(())
}

/// Answers one request, and gives its head.
async fn answer(listener: TcpListener) -> std::io::Result<String> {
    let (mut stream, _) = listener.accept().await?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let length = BODY.len();
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{BODY}"
    );
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await?;
    Ok(String::from_utf8_lossy(&head).into_owned())
}
