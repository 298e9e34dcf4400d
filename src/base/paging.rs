//! Pages that begin at a row and not at a number: no page costs more than the first, and what comes in meanwhile moves
//! nothing.

/// Where a page begins, by the key of a row beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start<K> {
    /// At the beginning of the list.
    First,
    /// Behind that row.
    After(K),
    /// So that it ends in front of that row.
    Before(K),
}

/// A page, in the order of its list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// What is on it.
    pub rows: Vec<T>,
    /// Whether the list has something in front of it.
    pub has_earlier: bool,
    /// Whether the list has something behind it.
    pub has_later: bool,
}

impl<T> Page<T> {
    /// The first page of rows that were read from the beginning: up to one more than `per_page`.
    pub fn first(mut rows: Vec<T>, per_page: usize) -> Self {
        let has_later = rows.len() > per_page;
        rows.truncate(per_page);
        Self { rows, has_earlier: false, has_later }
    }

    /// The page of rows that were read from `start`, up to one more than `per_page`; those in front of a row are read
    /// backwards. `None` when less than a page is there: the first page is to be read instead.
    pub fn of<K>(start: &Start<K>, rows: Vec<T>, per_page: usize) -> Option<Self> {
        let is_short = rows.len() < per_page;
        let page = Self::first(rows, per_page);
        match start {
            Start::First => Some(page),
            Start::After(_) => Some(Self { has_earlier: true, ..page }),
            Start::Before(_) if is_short => None,
            Start::Before(_) => {
                let mut rows = page.rows;
                rows.reverse();
                Some(Self { rows, has_earlier: page.has_later, has_later: true })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What a statement would read of a list that is sorted.
    fn read(list: &[u32], start: Start<u32>, per_page: usize) -> Page<u32> {
        let rows = |start: Start<u32>| -> Vec<u32> {
            let most = per_page + 1;
            match start {
                Start::First => list.iter().copied().take(most).collect(),
                Start::After(key) => list.iter().copied().filter(|row| *row > key).take(most).collect(),
                Start::Before(key) => {
                    list.iter().rev().copied().filter(|row| *row < key).take(most).collect()
                }
            }
        };
        Page::of(&start, rows(start), per_page).unwrap_or_else(|| Page::first(rows(Start::First), per_page))
    }

    /// The last row that was seen, if there is more.
    fn goes_on(pages: &[Page<u32>]) -> Option<u32> {
        pages.last().filter(|page| page.has_later)?.rows.last().copied()
    }

    #[test]
    fn a_page_says_where_the_list_goes_on() {
        let list = [1, 2, 3, 4, 5];
        for (start, rows, has_earlier, has_later) in [
            (Start::First, vec![1, 2], false, true),
            (Start::After(2), vec![3, 4], true, true),
            (Start::After(4), vec![5], true, false),
            (Start::After(5), vec![], true, false),
            (Start::Before(5), vec![3, 4], true, true),
            (Start::Before(3), vec![1, 2], false, true),
            (Start::Before(2), vec![1, 2], false, true),
        ] {
            assert_eq!(read(&list, start, 2), Page { rows, has_earlier, has_later }, "{start:?}");
        }
    }

    proptest! {
        #[test]
        fn walking_there_and_back_shows_everything_once(
            keys in prop::collection::btree_set(0_u32..200, 1..40),
            new in 0_u32..200,
            per_page in 1_usize..6,
        ) {
            let mut list: Vec<u32> = keys.iter().copied().collect();
            let mut pages = vec![read(&list, Start::First, per_page)];
            // Something comes in after the first page was seen.
            list.extend((!keys.contains(&new)).then_some(new));
            list.sort_unstable();
            while let Some(last) = goes_on(&pages) {
                pages.push(read(&list, Start::After(last), per_page));
            }
            let seen: Vec<u32> = pages.iter().flat_map(|page| page.rows.clone()).collect();
            prop_assert!(seen.is_sorted_by(|a, b| a < b));
            prop_assert!(keys.iter().all(|key| seen.contains(key)));
            prop_assume!(pages.len() > 1);
            let mut at = pages.last().expect("a page").clone();
            let mut back = at.rows.clone();
            while let Some(first) = at.rows.first().copied().filter(|_| at.has_earlier) {
                at = read(&list, Start::Before(first), per_page);
                // The first page is a whole one, and may show again what is known.
                let fresh: Vec<u32> = at.rows.iter().copied().filter(|row| *row < first).collect();
                back = [fresh, back].concat();
            }
            prop_assert_eq!(back, list);
        }
    }
}
