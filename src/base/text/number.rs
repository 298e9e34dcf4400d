//! Numbers as people read them.

/// A whole number with commas between groups of three digits.
pub fn grouped(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut out = String::from(if value < 0 { "-" } else { "" });
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn digits_stand_in_groups_of_three() {
        for (value, shown) in
            [(0, "0"), (999, "999"), (1000, "1,000"), (1234567, "1,234,567"), (-1200, "-1,200")]
        {
            assert_eq!(grouped(value), shown);
        }
    }
}
