//! A sandbox, a clock that is moved by hand, and calls of BS2.

use std::sync::Once;
use std::time::{Duration, SystemTime};

use cadastro_core::ManualClock;
use cadastro_sandbox::{Bs2, Sandbox, SandboxBuilder};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

pub(crate) const CNPJ: &str = "12ABC34501DE35";
pub(crate) const UNKNOWN: &str = "0e30a4ac-534c-444b-9ace-d3412b55afd4";

pub(crate) struct Bank {
    pub(crate) sandbox: Sandbox,
    pub(crate) bs2: Bs2,
    pub(crate) clock: ManualClock,
    pub(crate) client: Client,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) media: Option<String>,
    pub(crate) bytes: Vec<u8>,
    pub(crate) body: Value,
}

impl Bank {
    pub(crate) async fn new() -> Self {
        Self::set_up(|builder| builder).await
    }

    pub(crate) async fn set_up(set_up: impl FnOnce(SandboxBuilder) -> SandboxBuilder) -> Self {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| {
            let provider = rustls::crypto::ring::default_provider();
            provider.install_default().unwrap();
        });
        let clock = ManualClock::new(SystemTime::UNIX_EPOCH + Duration::from_secs(1_780_000_000));
        let builder = Sandbox::builder().with_clock(clock.clone());
        let sandbox = set_up(builder).start().await.unwrap();
        let client = Client::builder().no_proxy().tls_certs_only([]);
        Self {
            bs2: sandbox.bs2(),
            sandbox,
            clock,
            client: client.build().unwrap(),
        }
    }

    pub(crate) fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.bs2.url());
        self.client.request(method, url)
    }

    /// A token request with HTTP Basic.
    pub(crate) async fn token(&self, form: &[(&str, &str)]) -> Answer {
        let request = self.token_request(form);
        let (id, secret) = (self.bs2.client_id(), self.bs2.client_secret());
        send(request.basic_auth(id, Some(secret))).await
    }

    pub(crate) fn token_request(&self, form: &[(&str, &str)]) -> RequestBuilder {
        let form = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let request = self.client.post(self.bs2.token_url());
        let media = "application/x-www-form-urlencoded";
        request.header("content-type", media).body(form)
    }

    pub(crate) fn password(&self) -> [(&str, &str); 4] {
        [
            ("grant_type", "password"),
            ("scope", "onboarding-pj"),
            ("username", self.bs2.username()),
            ("password", self.bs2.password()),
        ]
    }

    pub(crate) async fn log_in(&self) -> String {
        let answer = self.token(&self.password()).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        text(&answer.body, "access_token")
    }

    pub(crate) async fn refresh(&self, token: &str) -> Answer {
        let form = [
            ("grant_type", "refresh_token"),
            ("scope", "onboarding-pj"),
            ("refresh_token", token),
        ];
        self.token(&form).await
    }

    pub(crate) async fn post(
        &self,
        token: &str,
        path: &str,
        media: &str,
        body: impl Into<Vec<u8>>,
    ) -> Answer {
        let request = self.request(Method::POST, path).bearer_auth(token);
        send(request.header("content-type", media).body(body.into())).await
    }

    pub(crate) async fn pre_register(&self, token: &str, body: &Value) -> Answer {
        let path = self.bs2.pre_registration_path();
        self.post(token, path, "application/json", body.to_string())
            .await
    }

    pub(crate) async fn register(&self, token: &str, body: &Value) -> Answer {
        let path = self.bs2.registration_path();
        self.post(token, path, "application/json", body.to_string())
            .await
    }

    pub(crate) async fn status(&self, token: &str, id: &str) -> Answer {
        let request = self.request(Method::GET, &status_path(id));
        send(request.bearer_auth(token)).await
    }

    /// `statusCliente` and `conta`.
    pub(crate) async fn standing(&self, token: &str, id: &str) -> (String, bool) {
        let answer = self.status(token, id).await;
        assert_eq!(answer.status, 201);
        let has_account = answer.body.get("conta").is_some();
        (text(&answer.body, "statusCliente"), has_account)
    }

    pub(crate) async fn upload(&self, token: &str, id: &str, parts: &[(&str, &str)]) -> Answer {
        let media = "multipart/form-data; boundary=edge";
        self.post(token, &documents_path(id), media, form(parts))
            .await
    }
}

pub(crate) async fn send(request: RequestBuilder) -> Answer {
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let media = answer.headers().get("content-type");
    let media = media.map(|media| media.to_str().unwrap().to_owned());
    let bytes = answer.bytes().await.unwrap().to_vec();
    Answer {
        status,
        media,
        body: serde_json::from_slice(&bytes).unwrap_or_default(),
        bytes,
    }
}

/// A form of parts, each with what stands in its `Content-Disposition`.
pub(crate) fn form(parts: &[(&str, &str)]) -> String {
    let mut form = String::new();
    for (disposition, content) in parts {
        form += "--edge\r\nContent-Disposition: form-data; ";
        form += &format!("{disposition}\r\n\r\n{content}\r\n");
    }
    form + "--edge--\r\n"
}

pub(crate) fn status_path(id: &str) -> String {
    format!("/pj/onboarding/v1/fluxos/Bs2PJ/parceiros/cadastros/clientes/{id}/status")
}

pub(crate) fn documents_path(id: &str) -> String {
    format!("/pj/onboarding/v1/fluxos/Bs2PJ/parceiros/cadastros/clientes/{id}/documentos")
}

pub(crate) fn text(body: &Value, member: &str) -> String {
    body[member].as_str().unwrap().to_owned()
}

pub(crate) fn company(cnpj: &str) -> Value {
    json!({"empresa": {"cnpj": cnpj}})
}

pub(crate) fn tags(details: &Value) -> Vec<&str> {
    let details = details.as_array().unwrap().iter();
    details
        .map(|detail| {
            assert!(detail["descricao"].is_string());
            detail["tag"].as_str().unwrap_or("null")
        })
        .collect()
}
