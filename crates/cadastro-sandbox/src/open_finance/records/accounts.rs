//! Products, and the accounts that go with them.

use serde_json::{Value, json};

use super::institutions::Institution;
use super::set;
use crate::population::Draw;

const ACCOUNTS: [&str; 3] = [
    "CONTA_DEPOSITO_A_VISTA",
    "CONTA_POUPANCA",
    "CONTA_PAGAMENTO_PRE_PAGA",
];

const OTHERS: [&str; 9] = [
    "CARTAO_CREDITO",
    "OPERACAO_CREDITO",
    "SEGURO",
    "PREVIDENCIA",
    "INVESTIMENTO",
    "OPERACOES_CAMBIO",
    "CONTA_SALARIO",
    "CREDENCIAMENTO",
    "OUTROS",
];

/// One to twelve products, each once.
pub(super) fn products(draw: &mut Draw) -> Vec<&'static str> {
    let mut products = Vec::new();
    for product in ACCOUNTS {
        if draw.percent(45) {
            products.push(product);
        }
    }
    for product in OTHERS {
        if draw.percent(20) {
            products.push(product);
        }
    }
    if products.is_empty() {
        products.push(ACCOUNTS[0]);
    }
    products
}

/// The accounts of those products that are accounts.
pub(super) fn accounts(draw: &mut Draw, products: &[&str]) -> Vec<Value> {
    let mut accounts = Vec::new();
    for product in products.iter().filter(|product| ACCOUNTS.contains(product)) {
        for _ in 0..draw.range(1..3) {
            accounts.push(account(draw, product));
        }
    }
    accounts
}

fn account(draw: &mut Draw, kind: &str) -> Value {
    let is_prepaid = kind == "CONTA_PAGAMENTO_PRE_PAGA";
    let digits = if draw.percent(90) { 8 } else { 20 };
    let check_digit = if draw.percent(8) {
        "X".to_owned()
    } else {
        draw.digits(1)
    };
    let mut account = json!({
        "compeCode": Institution::of(if is_prepaid { 3 } else { 0 }).compe_code,
        "number": draw.digits(digits),
        "checkDigit": check_digit,
        "type": kind,
    });
    set(
        &mut account,
        "branchCode",
        (!is_prepaid).then(|| format!("{:04}", draw.range(1..400))),
    );
    account
}
