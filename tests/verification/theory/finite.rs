//! M/M/c/K: a queue with room for K, who find no room being lost.

use super::birth_death::{mean_of, stationary};

/// What M/M/c/K is like in steady state.
#[derive(Debug, Clone)]
pub(crate) struct Mmck {
    /// Probabilities of 0, 1, … K in the system.
    pub(crate) distribution: Vec<f64>,
    /// Share of arrivals who find no room.
    pub(crate) blocking: f64,
    /// Admitted arrivals a minute.
    pub(crate) effective_rate: f64,
    /// Mean number in line, those in service not counted.
    pub(crate) mean_queue: f64,
    /// Mean wait before service of the admitted, in minutes.
    pub(crate) mean_wait: f64,
}

/// M/M/c/K with `room` places in all, those at the servers included.
///
/// Birth–death sums; arrivals see time averages, so the blocked share is p(K); wait of the admitted by
/// Little from the admitted rate (Gross & Harris, section 2.4; Kleinrock I, section 3.6).
///
/// # Panics
///
/// If there is no server, a rate is not positive, or `room` is below `servers`.
pub(crate) fn mmck(lambda: f64, mu: f64, servers: u32, room: u32) -> Mmck {
    assert!(lambda > 0.0 && mu > 0.0, "rates must be positive, got {lambda} and {mu}");
    assert!(servers >= 1 && room >= servers, "room for {room} is too little for {servers} servers");
    let distribution =
        stationary(|n| if n < room { lambda } else { 0.0 }, |n| mu * f64::from(n.min(servers)));
    // A large room at a light load may end before K: nobody is turned away to any digit.
    let blocking = distribution.get(room as usize).copied().unwrap_or(0.0);
    let effective_rate = lambda * (1.0 - blocking);
    let mean_queue = mean_of(&distribution, |n| (n - f64::from(servers)).max(0.0));
    Mmck { distribution, blocking, effective_rate, mean_queue, mean_wait: mean_queue / effective_rate }
}

#[cfg(test)]
mod tests {
    use approx::assert_relative_eq;

    use super::mmck;
    use crate::theory::birth_death::mean_of;
    use crate::theory::erlang::{Mmc, erlang_b};

    /// Gross & Harris, section 2.4: an inspection station, a car a minute, three stalls of six minutes
    /// each, four places to wait. The time in the system and the cars turned away are not compared, as
    /// the book carries p(0) on with two figures.
    #[test]
    fn the_inspection_station_of_gross_and_harris() {
        let station = mmck(1.0, 1.0 / 6.0, 3, 7);
        assert!((station.distribution[0] - 0.000_88).abs() < 5e-6);
        assert!((station.mean_queue - 3.09).abs() < 5e-3);
        assert!((mean_of(&station.distribution, |n| n) - 6.06).abs() < 5e-3);
    }

    #[test]
    fn without_places_to_wait_it_is_erlang_b() {
        for (load, servers) in [(3.0, 5), (5.0, 10), (60.0, 50)] {
            let queue = mmck(load, 1.0, servers, servers);
            assert_relative_eq!(queue.blocking, erlang_b(servers, load), max_relative = 1e-12);
            assert_relative_eq!(queue.mean_wait, 0.0);
        }
    }

    #[test]
    fn with_much_room_it_is_mmc() {
        let (queue, free) = (mmck(4.0, 1.0, 5, 5000), Mmc::new(4.0, 1.0, 5));
        assert_relative_eq!(queue.mean_wait, free.mean_wait(), max_relative = 1e-11);
        assert!(queue.blocking < 1e-30);
    }

    #[test]
    fn one_server_has_the_truncated_geometric_law() {
        let (rho, room) = (1.25_f64, 6);
        let queue = mmck(rho, 1.0, 1, room);
        let blocking = (1.0 - rho) * rho.powi(6) / (1.0 - rho.powi(7));
        assert_relative_eq!(queue.blocking, blocking, max_relative = 1e-12);
        // What comes in goes out: admitted rate = μ·P(busy).
        assert_relative_eq!(queue.effective_rate, 1.0 - queue.distribution[0], max_relative = 1e-12);
    }

    /// Second route to the wait: an admitted arrival who finds n ≥ c waits for n − c + 1 departures,
    /// each after 1/(cμ) in the mean.
    #[test]
    fn the_wait_is_what_an_admitted_arrival_sees() {
        let (mu, servers, room) = (0.4, 4_u32, 9_u32);
        let queue = mmck(1.7, mu, servers, room);
        let seen: f64 =
            (servers..room).map(|n| queue.distribution[n as usize] * f64::from(n - servers + 1)).sum::<f64>()
                / (f64::from(servers) * mu * (1.0 - queue.blocking));
        assert_relative_eq!(queue.mean_wait, seen, max_relative = 1e-12);
    }
}
