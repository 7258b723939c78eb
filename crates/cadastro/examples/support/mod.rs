//! The server of an example: on loopback, and gone with it.

use std::io;

use axum::Router;
use tokio::net::TcpListener;

/// Serves what `app` makes of the server's origin, such as `http://127.0.0.1:40321`, and gives that origin.
pub(crate) async fn serve(app: impl FnOnce(&str) -> Router) -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let origin = format!("http://{}", listener.local_addr()?);
    let app = app(&origin);
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(origin)
}
