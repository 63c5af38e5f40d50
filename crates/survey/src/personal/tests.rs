//! Numbers of persons are found however they are written; days, amounts and documents are none.

use proptest::prelude::*;

use super::*;

#[test]
fn numbers_of_persons_are_found() {
    for told in [
        "致电13800001111",
        "138-0000-1111",
        "138 0000 1111。",
        "138.0000.1111",
        "138·0000·1111",
        "138_0000_1111",
        "138/0000/1111",
        "138,0000,1111",
        "138、0000、1111",
        "138–0000–1111",
        "138‐0000‐1111",
        "138\u{a0}0000\u{a0}1111",
        "138\u{3000}0000\u{3000}1111",
        "138\u{200b}0000\u{200b}1111",
        "138\n0000\n1111",
        "1 3 8 0 0 0 0 1 1 1 1",
        "+86 138 0000 1111",
        "0086-138-0000-1111",
        "+86138 0000 1111",
        "8613800001111",
        "１３８００００１１１１",
        "１３８-００００-１１１１",
        "１３８－００００－１１１１",
        "一三八零零零零一一一一",
        "一三八 零零零零 一一一一",
        "幺三八〇〇〇〇幺幺幺幺",
        "2026-09-03 138 0000 1111",
        "座机8621234",
        "座机 862-1234，找老李",
        "862 1234",
        "8862-1234",
        "电话1：862-1234；2：863-1234",
        "0536-862 1234",
        "(0536)862-1234",
        "（0536）8621234",
        "010-8888 8888",
        "+86 536 862 1234",
        "八六二一二三四",
        "37028319900101123X",
        "370283 1990 0101 1234",
        "370283-19900101-123X",
        "13800001111元",
    ] {
        assert!(tells_a_person(told), "{told}");
    }
}

#[test]
fn days_amounts_and_documents_are_no_persons() {
    for plain in [
        "",
        "2026-09-03至2026-09-30公示",
        "2026.9.3—2026.9.30",
        "2026-09-15 18:30 2026-10-1",
        "2026/09/15，2026/10/15",
        "20260903",
        "二〇二六年九月三日",
        "2023、2024、2025、2026年",
        "2019-2026年",
        "2025—2026",
        "18:30-19:30",
        "清运垃圾120吨",
        "投资12345678元",
        "1,234,567.89元",
        "138,000,111元",
        "￥13,800,001.11",
        "￥1380000",
        "得分15.5、23.4、40.1、61.2",
        "得分15.52,23.45,40.10",
        "满意率91.25%，88.30%，79.91%",
        "15、23、40、61、78、9分",
        "2000-3000元",
        "300-1200米",
        "区发〔2026〕5号",
        "信〔2026〕18号",
        "鲁环字[2026]1234号",
        "GB 3095-2012",
        "执行HJ 618-2011标准",
        "12345",
        "12345、12369热线",
        "一千二百三十万元",
        "一、清运；二、复查；三、回访",
        "一二三",
    ] {
        assert!(!tells_a_person(plain), "{plain}");
    }
}

#[test]
fn an_address_may_hold_long_numbers_and_no_telephone() {
    for told in [
        "https://x/?tel=13800001111",
        "https://x/?tel=+86-138-0000-1111",
        "https://x/?tel=%2B8613800001111",
        "tel:138-0000-1111",
        "https://x/１３８００００１１１１",
        "https://x/370283199001011234",
    ] {
        assert!(link_tells_a_person(told), "{told}");
    }
    for plain in [
        "https://example.org/1380000",
        "https://www.example.org/art/2026/9/15/art_1234_5678901.html",
        "https://example.org/202609/t20260903_7654321.html",
        "信〔2026〕18号",
    ] {
        assert!(!link_tells_a_person(plain), "{plain}");
    }
}

/// Whatever parts groups; commas and their like only where people part numbers.
fn gap() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[-./_·•,;:、|\u{a0}\u{3000}\u{200b}\u{2060}\n ()（）－—–‐]{1,3}",
    ]
}

proptest! {
    #[test]
    fn a_mobile_number_is_found_whatever_parts_it(
        second in 3..10_u32,
        rest in "[0-9]{9}",
        gaps in (gap(), gap()),
        form in 0..3_usize,
        before in "(联系人|\\+86|，|2026-09-03 )?",
    ) {
        let number = format!("1{second}{rest}");
        let parted = format!("{}{}{}{}{}", &number[..3], gaps.0, &number[3..7], gaps.1, &number[7..]);
        let written: String = parted.chars().map(|char| match (form, char.to_digit(10)) {
            (1, Some(digit)) => char::from_u32(0xff10 + digit).expect("a full-width digit"),
            (2, Some(digit)) => "零一二三四五六七八九".chars().nth(digit as usize).expect("ten"),
            _ => char,
        }).collect();
        let text = format!("{before}{written}。");
        prop_assert!(tells_a_person(&text), "{}", text);
    }

    #[test]
    fn what_reports_say_is_taken(
        year in 2000..2100_u32,
        month in 1..13_u32,
        day in 1..29_u32,
        amount in 0..999_u32,
        percent in 0..10_000_u32,
        number in 1..10_000_u32,
        sep in "[-./]",
    ) {
        let share = f64::from(percent) / 100.0;
        for text in [
            format!("{year}{sep}{month:02}{sep}{day:02}"),
            format!("{year}{sep}{month}{sep}{day}至{year}{sep}{month}{sep}{day} {month:02}:{day:02}"),
            format!("{year}年{month}月{day}日"),
            format!("{amount},{number:03},{amount:03}元").replace(&format!("{number:03}"), "123"),
            format!("满意率{share:.2}%、{share:.1}%"),
            format!("区发〔{year}〕{number}号"),
            format!("{year}-{}年", year + 1),
        ] {
            prop_assert!(!tells_a_person(&text), "{}", text);
        }
    }
}
