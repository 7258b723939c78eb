//! The most memory that the process ever had resident (`VmHWM`). What the allocator keeps for later counts as well, so
//! there is some slack; pages that are kept would cost far more.

use crate::server::{RECORDS, bank, serving};

/// The text of one record, in bytes.
const TEXT: usize = 10 * 1024;
/// How much the text of one page is, in KiB.
const PAGE: usize = RECORDS * TEXT / 1024;

async fn read(pages: usize) -> usize {
    let url = serving(pages, TEXT).await;
    let mut records = bank(&url).personal().identifications().records();
    let mut read = 0;
    while let Some(record) = records.next().await {
        read += usize::from(record.unwrap().typed().is_some());
    }
    assert_eq!(read, pages * RECORDS);
    most_resident()
}

#[tokio::test]
async fn more_pages_take_no_more_memory() {
    let one = read(1).await;
    let three = read(3).await;
    let ten = read(10).await;
    // A page that is read is at hand twice for a moment: as it came, and typed.
    assert!(one >= 2 * PAGE, "the measure sees a page: {one} KiB");
    // Kept ones would be at least two and nine pages more.
    assert!(three < one + PAGE, "{one} KiB, then {three} KiB");
    assert!(ten < one + PAGE, "{one} KiB, then {ten} KiB");
}

/// In KiB.
fn most_resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let number = line.unwrap().split_whitespace().nth(1).unwrap();
    number.parse().unwrap()
}
