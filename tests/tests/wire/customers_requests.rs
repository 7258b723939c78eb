//! The exact requests of the customers client.

use cadastro_customers::{
    CustomersGetBusinessFinancialRelationsParams, CustomersGetBusinessIdentificationsParams,
    CustomersGetBusinessQualificationsParams, CustomersGetPersonalFinancialRelationsParams,
    CustomersGetPersonalIdentificationsParams, CustomersGetPersonalQualificationsParams,
};

use crate::clients::OWN_ID;
use crate::golden::Golden;

/// A test of one operation: its request with all optional parameters, those of pages among them if there are any,
/// and with none.
macro_rules! golden {
    ($method:ident, $id:literal, $params:ident $(, $with_page:ident, $with_size:ident, $with_key:ident)?) => {
        #[tokio::test]
        async fn $method() {
            let mut golden = Golden::of("customers", $id).await;
            let client = golden.customers();

            let all = $params::new()
                .with_x_fapi_auth_date("Tue, 05 Mar 2024 13:20:00 GMT")
                .with_x_fapi_customer_ip_address("203.0.113.7")
                .with_x_fapi_interaction_id(OWN_ID)
                .with_x_customer_user_agent("Mozilla/5.0 (X11; Linux x86_64)")
                $(.$with_page(2).$with_size(1000).$with_key("chave-1"))?;
            client.$method(all).await.unwrap();
            golden.note("all optional parameters");

            client.$method($params::new()).await.unwrap();
            golden.note("no optional parameters");

            $(
                let awkward = $params::new().$with_key("a&b=c+d e,f/g%20?#ç\"");
                client.$method(awkward).await.unwrap();
                golden.note("a value that needs escaping");
            )?
            golden.check();
        }
    };
}

golden!(
    customers_get_business_financial_relations,
    "customersGetBusinessFinancialRelations",
    CustomersGetBusinessFinancialRelationsParams
);
golden!(
    customers_get_business_identifications,
    "customersGetBusinessIdentifications",
    CustomersGetBusinessIdentificationsParams,
    with_page,
    with_page_size,
    with_pagination_key
);
golden!(
    customers_get_business_qualifications,
    "customersGetBusinessQualifications",
    CustomersGetBusinessQualificationsParams
);
golden!(
    customers_get_personal_financial_relations,
    "customersGetPersonalFinancialRelations",
    CustomersGetPersonalFinancialRelationsParams
);
golden!(
    customers_get_personal_identifications,
    "customersGetPersonalIdentifications",
    CustomersGetPersonalIdentificationsParams,
    with_page,
    with_page_size,
    with_pagination_key
);
golden!(
    customers_get_personal_qualifications,
    "customersGetPersonalQualifications",
    CustomersGetPersonalQualificationsParams
);
