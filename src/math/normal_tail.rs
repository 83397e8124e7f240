//! The normal quantile, with the same last bit on every platform.
//!
//! The rational approximations of the inverse error function are those of `statrs` (MIT licence), which took them from
//! Boost and Math.NET; the logarithm is the correctly rounded one.

use super::ln;

/// Coefficients from the lowest power up: numerators end in N, denominators in D.
const AN: [f64; 8] = [
    -0.000_508_781_949_658_280_6,
    -0.008_368_748_197_417_368,
    0.033_480_662_540_974_46,
    -0.012_692_614_766_297_404,
    -0.036_563_797_141_176_27,
    0.021_987_868_111_116_89,
    0.008_226_878_746_769_157,
    -0.005_387_729_650_712_429,
];
const AD: [f64; 10] = [
    1.0,
    -0.970_005_043_303_290_6,
    -1.565_745_582_341_758_5,
    1.562_215_583_984_230_2,
    0.662_328_840_472_003,
    -0.712_289_023_415_428_4,
    -0.052_739_638_234_009_97,
    0.079_528_368_734_157_17,
    -0.002_333_937_593_741_9,
    0.000_886_216_390_456_424_7,
];
const BN: [f64; 9] = [
    -0.202_433_508_355_938_76,
    0.105_264_680_699_391_71,
    8.370_503_283_431_2,
    17.644_729_840_837_403,
    -18.851_064_805_871_424,
    -44.638_232_444_178_7,
    17.445_385_985_570_866,
    21.129_465_544_834_05,
    -3.671_922_547_077_293_6,
];
const BD: [f64; 9] = [
    1.0,
    6.242_641_248_542_475,
    3.971_343_795_334_387,
    -28.660_818_049_98,
    -20.143_263_468_048_52,
    48.560_921_310_873_994,
    10.826_866_735_546_016,
    -22.643_693_341_313_973,
    1.721_147_657_612_002_8,
];
const CN: [f64; 11] = [
    -0.131_102_781_679_951_9,
    -0.163_794_047_193_317_05,
    0.117_030_156_341_995_25,
    0.387_079_738_972_604_34,
    0.337_785_538_912_035_9,
    0.142_869_534_408_157_17,
    0.029_015_791_000_532_906,
    0.002_145_589_953_888_052_6,
    -6.794_655_751_811_263e-07,
    2.852_253_317_822_170_4e-08,
    -6.811_499_568_537_77e-10,
];
const CD: [f64; 8] = [
    1.0,
    3.466_254_072_425_672_3,
    5.381_683_457_070_069,
    4.778_465_929_458_438,
    2.593_019_216_236_202_7,
    0.848_854_343_457_902,
    0.152_264_338_295_331_79,
    0.011_059_242_293_464_892,
];
const DN: [f64; 9] = [
    -0.035_035_378_718_317_8,
    -0.002_224_265_292_134_479_4,
    0.018_557_330_651_423_107,
    0.009_508_047_013_259_196,
    0.001_871_234_928_195_592_3,
    0.000_157_544_617_424_960_55,
    4.604_698_905_843_18e-06,
    -2.304_047_769_118_826e-10,
    2.663_392_274_257_820_4e-12,
];
const DD: [f64; 7] = [
    1.0,
    1.365_334_981_755_406_4,
    0.762_059_164_553_623_4,
    0.220_091_105_764_131_24,
    0.034_158_914_367_094_77,
    0.002_638_616_766_570_16,
    7.646_752_923_027_944e-05,
];

fn polynomial(z: f64, coefficients: &[f64]) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * z + coefficient)
}

/// How many standard deviations above the mean the share `tail` of a normal law lies: `tail` from 1e-16 to 0.5.
pub fn normal_tail_quantile(tail: f64) -> f64 {
    let q = 2.0 * tail;
    let p = 1.0 - q;
    let inverse = if p <= 0.5 {
        let g = p * (p + 10.0);
        let r = polynomial(p, &AN) / polynomial(p, &AD);
        g * 0.089_131_474_494_934_08 + g * r
    } else if q >= 0.25 {
        let g = (-2.0 * ln(q)).sqrt();
        let x = q - 0.25;
        let r = polynomial(x, &BN) / polynomial(x, &BD);
        g / (2.249_481_201_171_875 + r)
    } else {
        let x = (-ln(q)).sqrt();
        let (y, start, numerator, denominator): (f64, f64, &[f64], &[f64]) = if x < 3.0 {
            (0.807_220_458_984_375, 1.125, &CN, &CD)
        } else {
            (0.939_955_711_364_746_1, 3.0, &DN, &DD)
        };
        let r = polynomial(x - start, numerator) / polynomial(x - start, denominator);
        y * x + r * x
    };
    std::f64::consts::SQRT_2 * inverse
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF as _, Normal};

    #[test]
    fn the_quantiles_are_those_of_another_implementation() {
        for tail in [0.5, 0.49, 0.3, 0.25, 0.13, 0.12, 0.025, 0.005, 1e-4, 5e-5, 5e-7, 1e-12] {
            let other = -Normal::standard().inverse_cdf(tail);
            approx::assert_relative_eq!(
                normal_tail_quantile(tail),
                other,
                max_relative = 1e-14,
                epsilon = 1e-15
            );
        }
        approx::assert_relative_eq!(normal_tail_quantile(0.025), 1.959_963_984_540_054, max_relative = 1e-14);
    }
}
