//! Small dense systems of linear equations.

/// The x with `matrix`·x = `right`, by Gaussian elimination with row pivoting; `None` if the matrix is
/// singular to working precision.
///
/// # Panics
///
/// If the matrix is not square or `right` is not as long.
pub(crate) fn solve(matrix: &[Vec<f64>], right: &[f64]) -> Option<Vec<f64>> {
    let size = right.len();
    assert_eq!(matrix.len(), size, "one row for every right-hand side");
    let mut rows: Vec<Vec<f64>> = matrix.to_vec();
    for (row, value) in rows.iter_mut().zip(right) {
        assert_eq!(row.len(), size, "a square matrix");
        row.push(*value);
    }
    let scale = matrix.iter().flatten().fold(0.0_f64, |greatest, entry| greatest.max(entry.abs()));
    for column in 0..size {
        let pivot =
            (column..size).max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()))?;
        if rows[pivot][column].abs() <= 1e-14 * scale {
            return None;
        }
        rows.swap(column, pivot);
        let (done, rest) = rows.split_at_mut(column + 1);
        let top = &done[column];
        for row in rest {
            let factor = row[column] / top[column];
            for (entry, above) in row.iter_mut().zip(top).skip(column) {
                *entry -= factor * above;
            }
        }
    }
    let mut x = vec![0.0; size];
    for index in (0..size).rev() {
        let known: f64 = (index + 1..size).map(|later| rows[index][later] * x[later]).sum();
        x[index] = (rows[index][size] - known) / rows[index][index];
    }
    Some(x)
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;

    use super::solve;

    #[test]
    fn a_system_that_needs_pivoting() {
        let matrix = [vec![0.0, 2.0, 1.0], vec![1.0, -1.0, 0.0], vec![3.0, 0.0, 2.0]];
        let x = solve(&matrix, &[7.0, -1.0, 9.0]).unwrap();
        for (found, expected) in x.iter().zip([1.0, 2.0, 3.0]) {
            assert_relative_eq!(*found, expected, max_relative = 1e-12);
        }
    }

    #[test]
    fn a_singular_system_has_no_solution() {
        assert_eq!(solve(&[vec![1.0, 2.0], vec![2.0, 4.0]], &[1.0, 2.0]), None);
        assert_eq!(solve(&[vec![0.0]], &[1.0]), None);
    }

    #[test]
    fn no_equation_has_the_empty_solution() {
        assert_eq!(solve(&[], &[]), Some(Vec::new()));
    }
}
