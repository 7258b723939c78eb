//! A running sandbox.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::certificates::Certificates;
use crate::effects::{Effects, Seen};
use crate::faults::{Fault, Injected};
use crate::population::Population;
use crate::serving::Stop;
use crate::settings::{SandboxBuilder, Tls};
use crate::world::World;
use crate::{Base39, Bs2, OpenFinance, dispatch, serving};

/// The three APIs, served on one address. It stops when it is dropped, and its address is free a moment later;
/// [`shutdown`](Self::shutdown) lets what is going on come to its end first, and waits.
pub struct Sandbox {
    world: Arc<World>,
    address: SocketAddr,
    origin: Arc<str>,
    certificates: Option<Certificates>,
    stop: watch::Sender<Stop>,
    serving: JoinHandle<()>,
}

impl Sandbox {
    /// Sets up a sandbox.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::new()
    }

    pub(crate) async fn start(builder: SandboxBuilder) -> io::Result<Self> {
        let world = Arc::new(World::new(builder.settings)?);
        let listener = TcpListener::bind(builder.address).await?;
        let address = listener.local_addr()?;
        let certificates = match builder.tls {
            Tls::None => None,
            Tls::Server => Some(Certificates::new(false, address.ip())?),
            Tls::Mutual => Some(Certificates::new(true, address.ip())?),
        };
        let config = certificates
            .as_ref()
            .map(Certificates::config)
            .transpose()?;
        let origin: Arc<str> = origin(address, config.is_some()).into();
        let (stop, stopped) = watch::channel(Stop::No);
        let router = dispatch::router(&world, &origin);
        let serving = serving::serve(listener, config, router, Arc::clone(&world), stopped);
        Ok(Self {
            world,
            address,
            origin,
            certificates,
            stop,
            serving: tokio::spawn(serving),
        })
    }

    /// Where it is, such as `http://127.0.0.1:40321`, or `https://localhost:40321` with TLS.
    #[must_use]
    pub fn origin(&self) -> String {
        self.origin.to_string()
    }

    /// The address it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What a client needs for https; `None` without TLS.
    #[must_use]
    pub fn certificates(&self) -> Option<&Certificates> {
        self.certificates.as_ref()
    }

    /// A bank of Open Finance Brasil.
    #[must_use]
    pub fn open_finance(&self) -> OpenFinance {
        OpenFinance::new(Arc::clone(&self.world), self.origin())
    }

    /// BS2.
    #[must_use]
    pub fn bs2(&self) -> Bs2 {
        Bs2::new(Arc::clone(&self.world), self.origin())
    }

    /// A tenant of base39.
    #[must_use]
    pub fn base39(&self) -> Base39 {
        Base39::new(Arc::clone(&self.world), self.origin())
    }

    /// The made-up customers.
    #[must_use]
    pub fn population(&self) -> &Population {
        &self.world.population
    }

    /// The ids of all operations, for [`Fault::on`].
    pub fn operations() -> impl Iterator<Item = &'static str> {
        dispatch::operations().map(|operation| operation.id)
    }

    /// Lets something go wrong. Faults strike in the order in which they were injected, one per request.
    ///
    /// # Panics
    ///
    /// If it is for an operation that there is not.
    #[expect(
        clippy::must_use_candidate,
        reason = "who counts no hits needs no answer"
    )]
    pub fn inject(&self, fault: Fault) -> Injected {
        if let Some(id) = fault.operation() {
            let is_known = Self::operations().any(|known| known == id);
            assert!(
                is_known,
                "no operation `{id}`; known are {:?}",
                Vec::from_iter(Self::operations())
            );
        }
        self.world.faults.inject(fault)
    }

    /// Lets all be well again.
    pub fn clear_faults(&self) {
        self.world.faults.clear();
    }

    /// What took effect so far.
    #[must_use]
    pub fn effects(&self) -> Effects {
        self.world.recorder.effects()
    }

    /// The requests since this was last asked, in the order in which their handling ended: the newest 10,000.
    #[must_use]
    pub fn take_requests(&self) -> Vec<Seen> {
        self.world.recorder.take()
    }

    /// Takes no more connections, answers what is being answered, and stops. Whoever has sent half a request is left.
    pub async fn shutdown(mut self) {
        let _ = self.stop.send(Stop::Gracefully);
        // It can only have panicked, and then it has stopped.
        let _ = (&mut self.serving).await;
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.stop.send(Stop::Now);
        self.serving.abort();
    }
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sandbox")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

/// Where clients find it.
fn origin(address: SocketAddr, is_tls: bool) -> String {
    let (ip, port) = (address.ip(), address.port());
    match (is_tls, ip.is_unspecified() || ip == Ipv4Addr::LOCALHOST) {
        (true, true) => format!("https://localhost:{port}"),
        (true, false) => format!("https://{address}"),
        (false, _) if ip.is_unspecified() => format!("http://localhost:{port}"),
        (false, _) => format!("http://{address}"),
    }
}
