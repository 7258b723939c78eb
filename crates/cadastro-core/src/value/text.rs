//! The value of every string that has no narrower meaning.

text_value! {
    /// A text: a name, a description, a number of free form.
    ///
    /// Two texts are equal when their characters are; whether they came as a JSON string or as a
    /// number does not matter, so `11` equals `"11"`. `Debug` prints the length only, and there is
    /// no `Display`: take [`as_str`](Self::as_str) where the text is really wanted.
    ///
    /// Read it with [`decode`](crate::decode()) or [`Json::decode`](crate::Json::decode): other ways of reading
    /// fail on a number such as `98200.00`, as its literal is lost to them.
    ///
    /// ```
    /// use cadastro_core::{Text, decode};
    ///
    /// let code: Text = decode(b"4781400")?;
    /// assert_eq!(code, "4781400");
    /// assert!(code.came_as_number());
    /// assert_eq!(format!("{code:?}"), "Text(7 digits, number)");
    /// # Ok::<(), cadastro_core::DecodeError>(())
    /// ```
    Text
}
