//! Panics: those of progenitor and typify are errors of a document like any other, those of xtask itself one line.
//! The hook is one for all threads, so it is put in place once, and each thread says for itself whether it is silent.

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    static SILENT: Cell<bool> = const { Cell::new(false) };
}

/// Runs what may panic, without a word on the terminal; gives the first line of what the panic says.
pub(crate) fn caught<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let tell = take_hook();
        set_hook(Box::new(move |panic| {
            if !SILENT.try_with(Cell::get).unwrap_or(false) {
                tell(panic);
            }
        }));
    });
    let before = SILENT.replace(true);
    let result = catch_unwind(AssertUnwindSafe(run));
    SILENT.set(before);
    result.map_err(|panic| {
        let line = message(panic.as_ref()).lines().next();
        line.unwrap_or_default().to_owned()
    })
}

/// From now on a panic that nobody catches is told in one line, without a backtrace.
pub(crate) fn tell_in_one_line() {
    set_hook(Box::new(|panic| crate::report(&told(panic))));
}

fn told(panic: &PanicHookInfo<'_>) -> anyhow::Error {
    let place = panic.location().map_or_else(String::new, |place| {
        format!(" at {}:{}", place.file(), place.line())
    });
    let said: Vec<&str> = message(panic.payload()).split_whitespace().collect();
    anyhow::anyhow!(
        "a mistake in xtask itself{place}: {}; please report it with the document",
        said.join(" ")
    )
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let said = panic.downcast_ref::<String>().map(String::as_str);
    said.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message")
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    #[test]
    fn the_first_line_of_a_panic_is_given() {
        assert_eq!(caught(|| 7), Ok(7));
        assert_eq!(
            caught(|| panic!("{} things\nand more", 2)),
            Err::<(), _>("2 things".to_owned())
        );
        assert_eq!(caught(|| panic!("one")), Err::<(), _>("one".to_owned()));
    }

    #[test]
    fn only_the_thread_that_asks_is_silent() {
        let (begun, done) = (Barrier::new(2), Barrier::new(2));
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let _ = caught(|| {
                    begun.wait();
                    assert!(SILENT.get());
                    assert!(caught(|| panic!("within")).is_err() && SILENT.get());
                    done.wait();
                    panic!("after the other thread");
                });
                assert!(!SILENT.get());
            });
            begun.wait();
            assert!(!SILENT.get());
            let _ = caught(|| panic!("here"));
            assert!(!SILENT.get());
            done.wait();
        });
    }
}
