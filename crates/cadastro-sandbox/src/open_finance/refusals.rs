//! Refusals of the six operations, with the bodies of the document.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::envelope;
use super::limits::until_next_minute;
use crate::reply::Reply;
use crate::world::World;

/// Why a call is refused. That the document lists no codes but those of 403 and `PAGE_NOT_FOUND` makes the others the
/// sandbox's own.
pub(super) struct Refusal {
    status: u16,
    code: &'static str,
    title: &'static str,
    /// One for each problem.
    details: Vec<Cow<'static, str>>,
    /// Records and pages, where there are some to tell of.
    totals: (u64, u64),
}

impl Refusal {
    /// What the bank says with this status when there is nothing more to say.
    pub(super) fn of(status: u16) -> Self {
        let (code, title, detail) = match status {
            400 => (
                "INVALID_PARAMETER",
                "Parâmetro inválido",
                "A requisição não está como a API a define.",
            ),
            401 => (
                "INVALID_TOKEN",
                "Token recusado",
                "O token falta, venceu ou foi revogado com o consentimento.",
            ),
            403 => (
                "FORBIDDEN",
                "Acesso negado",
                "O consentimento não permite esta consulta.",
            ),
            404 => (
                "NOT_FOUND",
                "Nada encontrado",
                "O cliente do consentimento não tem cadastro neste caminho.",
            ),
            405 => (
                "METHOD_NOT_ALLOWED",
                "Método errado",
                "Este caminho responde somente a GET.",
            ),
            406 => (
                "NOT_ACCEPTABLE",
                "Formato não oferecido",
                "As respostas são JSON em UTF-8.",
            ),
            413 => (
                "CONTENT_TOO_LARGE",
                "Corpo grande demais",
                "As consultas não levam corpo.",
            ),
            415 => (
                "UNSUPPORTED_MEDIA_TYPE",
                "Formato não aceito",
                "As consultas não levam corpo.",
            ),
            422 => (
                "UNPROCESSABLE_ENTITY",
                "Consulta impossível",
                "A requisição está bem formada, mas não pode ser atendida.",
            ),
            423 => (
                "QUOTA_EXHAUSTED",
                "Cota mensal esgotada",
                "As consultas deste mês foram todas usadas.",
            ),
            429 => (
                "TOO_MANY_REQUESTS",
                "Requisições demais",
                "O limite por minuto foi atingido; veja Retry-After.",
            ),
            500 => (
                "INTERNAL_ERROR",
                "Falha interna",
                "A resposta não pôde ser montada.",
            ),
            503 => (
                "SERVICE_UNAVAILABLE",
                "Serviço indisponível",
                "Os dados não podem ser consultados agora.",
            ),
            504 => (
                "GATEWAY_TIMEOUT",
                "Tempo esgotado",
                "Os dados não ficaram prontos a tempo.",
            ),
            529 => (
                "SITE_OVERLOADED",
                "Instituição sobrecarregada",
                "O limite de requisições por segundo foi atingido.",
            ),
            _ => (
                "UNEXPECTED",
                "Erro não previsto",
                "A consulta não pôde ser atendida.",
            ),
        };
        Self {
            status,
            code,
            title,
            details: vec![detail.into()],
            totals: (0, 0),
        }
    }

    /// Parameters that are not as the document has them, with what is wrong with them. The document allows 13 at most.
    pub(super) fn parameters(problems: Vec<String>) -> Self {
        Self {
            details: problems.into_iter().take(13).map(Cow::from).collect(),
            ..Self::of(400)
        }
    }

    /// A page past the end.
    pub(super) fn page_not_found(page: u64, records: u64, pages: u64) -> Self {
        Self {
            code: "PAGE_NOT_FOUND",
            title: "Página inexistente",
            details: vec![format!("Não há página {page}; a última é a {pages}.").into()],
            totals: (records, pages),
            ..Self::of(422)
        }
    }

    /// The resource is not available.
    pub(super) fn resource(code: &'static str) -> Self {
        Self {
            code,
            title: "Recurso indisponível",
            details: vec!["O recurso não está disponível para consulta.".into()],
            ..Self::of(403)
        }
    }

    /// The answer, without the headers that every answer has.
    pub(super) fn into_reply(self, world: &World) -> Reply {
        let now = world.now();
        let (records, pages) = self.totals;
        let meta = envelope::meta(world, now, records, pages);
        let errors: Vec<Value> = self
            .details
            .iter()
            .map(|detail| json!({"code": self.code, "title": self.title, "detail": detail}))
            .collect();
        let body = json!({"errors": errors, "meta": meta});
        let reply = Reply::json_as(self.status, "application/json; charset=utf-8", body);
        match self.status {
            401 => reply.with_header("www-authenticate", "Bearer"),
            429 => reply.with_header("retry-after", until_next_minute(now).to_string()),
            _ => reply,
        }
    }
}
