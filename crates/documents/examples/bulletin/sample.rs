//! An invented quarter of an invented district: 26 towns, their ranks and what became of them.

use documents::{
    Bulletin, BulletinKind, Cell, Chart, Column, ColumnKind, Coverage, Difference, Format,
    IssueCounts, Method, Plot, Rate, Revision, Section, Sentences, Table, TemplateError,
};
use jiff::civil::{Date, date};
use survey::table::{ChangeRow, Flag, IndexRow, RankingRow, Verdict};
use survey::{Language, Period};

/// A chart as SVG and, for word processors, the same as PNG.
pub(crate) const SVG: &str = include_str!("../../tests/data/answers.svg");
pub(crate) const PNG: &[u8] = include_bytes!("../../tests/data/answers.png");

const AS_OF: Date = date(2026, 10, 8);
const QUARTER: Period = Period::Quarter { year: 2026, quarter: 3 };
const TOWNS: [(&str, &str); 26] = [
    ("泉林街道", "Quanlin"),
    ("上泉街道", "Shangquan"),
    ("东岭镇", "Dongling"),
    ("青石镇", "Qingshi"),
    ("白沙镇", "Baisha"),
    ("柳河街道", "Liuhe"),
    ("石门镇", "Shimen"),
    ("云台乡", "Yuntai"),
    ("长岗镇", "Changgang"),
    ("双溪镇", "Shuangxi"),
    ("桃源街道", "Taoyuan"),
    ("大坪乡", "Daping"),
    ("新塘镇", "Xintang"),
    ("黄坡镇", "Huangpo"),
    ("南湖镇", "Nanhu"),
    ("西山街道", "Xishan"),
    ("高桥镇", "Gaoqiao"),
    ("罗田镇", "Luotian"),
    ("平川乡", "Pingchuan"),
    ("竹园镇", "Zhuyuan"),
    ("沙河镇", "Shahe"),
    ("北关街道", "Beiguan"),
    ("松林乡", "Songlin"),
    ("后川乡", "Houchuan"),
    ("龙窝镇", "Longwo"),
    ("马岭乡", "Maling"),
];

/// The bulletin.
pub(crate) fn bulletin(language: Language) -> Result<Bulletin, TemplateError> {
    let say = Sentences::new(language, None)?;
    let pick = |zh: &str, en: &str| language.pick(zh, en).to_owned();
    let rows = ranking(language);
    Ok(Bulletin {
        format: Format::V1,
        kind: BulletinKind::Quarter,
        period: QUARTER,
        language,
        issuer: pick(
            "示例区群众满意度工作领导小组办公室",
            "Office for Satisfaction, Example District",
        ),
        addressee: pick("各镇人民政府、街道办事处，区直有关部门", "To all towns and departments"),
        number: pick("第3期", "No. 3"),
        as_of: AS_OF,
        dated: date(2026, 10, 12),
        revision: Revision { number: 1, reason: None },
        title: pick(
            "关于2026年第三季度群众满意度调查情况的通报",
            "Satisfaction in the third quarter of 2026",
        ),
        preamble: vec![say.coverage(&Coverage {
            from: date(2026, 7, 3),
            to: date(2026, 9, 28),
            modes: language.pick("入户走访、电话调查", "visits and telephone"),
            responses: Some(3_296),
            units: 26,
            level: language.pick("镇街", "towns"),
            response_rate: Some((0.6135, "AAPOR RR2")),
        })?],
        sections: sections(&say, &rows, language)?,
        attachments: vec![Section {
            heading: pick(
                "2026年第三季度镇街满意度排名",
                "Ranking of the towns, third quarter of 2026",
            ),
            tables: vec![ranking_table(&rows, language)],
            ..Section::default()
        }],
        method: method(language),
    })
}

fn sections(
    say: &Sentences,
    rows: &[RankingRow],
    language: Language,
) -> Result<Vec<Section>, TemplateError> {
    let pick = |zh: &str, en: &str| language.pick(zh, en).to_owned();
    let level = language.pick("镇街", "towns");
    let changes: Vec<_> = rows.iter().map(changed).collect();
    let previous = QUARTER.previous();
    let rate = Rate {
        rate: 0.8125,
        low: 0.7907,
        high: 0.8329,
        change: Some(Difference {
            from: previous,
            to: QUARTER,
            difference: -0.0123,
            p: Some(0.31),
        }),
    };
    let overall = [
        say.overall(&district(language), Some(&district_change(language)), AS_OF)?,
        say.rate(&rate)?,
    ];
    let mut places = say.tiers(rows, level)?;
    places.extend(say.unranked(rows)?);
    places.extend(say.movement(&changes, level)?);
    let mut targets = say.target(rows, level)?;
    let weakest =
        [("农村环境整治", "Rural environment", 70.115), ("污水治理", "Waste water", 72.4)];
    let weakest: Vec<_> =
        weakest.iter().map(|(zh, en, index)| (language.pick(*zh, *en), *index)).collect();
    targets.extend(say.weakest(&weakest)?);
    let issues = IssueCounts { open: 43, overdue: 0, oldest: Some(date(2026, 7, 8)) };
    let rule = language
        .pick("未达到90分目标且得分较上季度下降", "target of 90 not reached and index down");
    let mut work = vec![say.issues(issues, AS_OF)?];
    work.extend(say.supervision(rule, &[language.pick("龙窝镇", "Longwo")])?);
    let section = |heading: String, paragraphs: Vec<String>| Section {
        heading,
        paragraphs,
        ..Section::default()
    };
    Ok(vec![
        Section {
            charts: vec![chart(language)],
            ..section(
                pick("一、总体情况", "1. Overall"),
                vec![overall.join(language.pick("", " "))],
            )
        },
        Section {
            tables: vec![categories(language)],
            ..section(pick("二、镇街情况", "2. The towns"), places)
        },
        section(pick("三、目标与薄弱环节", "3. Targets and weak points"), targets),
        section(pick("四、问题办理情况", "4. Issues"), work),
    ])
}

fn district(language: Language) -> IndexRow {
    IndexRow {
        unit_code: "991202".into(),
        unit_name: language.pick("示例区", "Example District").into(),
        level: "district".into(),
        parent_code: "".into(),
        period: QUARTER,
        category: "overall".into(),
        scheme: "five_100_80_60_30_0@1".into(),
        mode: "all".into(),
        responses: Some(3_296),
        n: Some(3_281),
        n_eff: Some(9_120.5),
        index: Some(81.355),
        se: Some(0.52),
        df: Some(101),
        ci_low: Some(80.32),
        ci_high: Some(82.391),
        deff: Some(1.8),
        rate: Some(0.8125),
        rate_se: Some(0.0107),
        rate_ci_low: Some(0.7907),
        rate_ci_high: Some(0.8329),
        dont_know_share: Some(0.041),
        refused_share: Some(0.006),
        flag: None,
        design: "period",
        weights: survey::Weights::Design,
    }
}

fn district_change(language: Language) -> ChangeRow {
    let now = district(language);
    ChangeRow {
        unit_code: now.unit_code,
        unit_name: now.unit_name,
        level: now.level,
        category: now.category,
        scheme: now.scheme,
        mode: now.mode,
        from_period: QUARTER.previous(),
        to_period: QUARTER,
        from_n: Some(3_190),
        to_n: now.n,
        from_index: Some(80.155),
        to_index: now.index,
        change: Some(1.2),
        se: Some(0.71),
        df: Some(180.0),
        ci_low: Some(-0.2),
        ci_high: Some(2.6),
        p: Some(0.093),
        p_holm: Some(0.093),
        family: Some(1),
        flag: None,
        weights: survey::Weights::Design,
    }
}

/// Ranks as the engine gives them: 1-2-2-4, three tiers, two towns without a rank.
fn ranking(language: Language) -> Vec<RankingRow> {
    (0_u32..).zip(TOWNS).map(|(at, (zh, en))| town(at, language.pick(zh, en), language)).collect()
}

fn town(at: u32, name: &str, language: Language) -> RankingRow {
    let ranked = at < 24;
    let step = f64::from(if at == 2 { 1 } else { at });
    let index = ranked.then_some(93.245 - 0.83 * step);
    let (tier, low, high) = match at {
        0 => (1, 1, 1),
        1..=20 => (2, 2, 21),
        _ => (3, 22, 24),
    };
    let change = 3.1 - 0.29 * f64::from(at);
    let verdict = match at {
        0 => Verdict::Met,
        1..=6 => Verdict::Undetermined,
        _ => Verdict::NotMet,
    };
    RankingRow {
        estimate: IndexRow {
            unit_code: format!("991202{:03}", at + 1).into(),
            unit_name: name.into(),
            level: "town".into(),
            parent_code: "991202".into(),
            n: Some(if ranked { u64::from(90 + 3 * at) } else { 12 }),
            index,
            ci_low: index.map(|index| index - 2.4),
            ci_high: index.map(|index| index + 2.4),
            rate: index.map(|index| index / 100.0 - 0.01),
            flag: (!ranked).then_some(if at == 25 { Flag::LonelyPsu } else { Flag::SmallN }),
            ..district(language)
        },
        rank: ranked.then_some(if at == 2 { 2 } else { at + 1 }),
        rank_low: ranked.then_some(low),
        rank_high: ranked.then_some(high),
        tier: ranked.then_some(tier),
        p_top_k: None,
        expected_rank: None,
        previous_rank: ranked.then_some(at / 2 + 3),
        change: ranked.then_some(change),
        change_se: ranked.then_some(1.1),
        change_p: ranked.then_some(0.1),
        change_p_holm: ranked.then_some(if change.abs() > 2.9 { 0.02 } else { 0.6 }),
        top_k: None,
        shrunken_index: None,
        shrunken_se: None,
        target: Some(90.0),
        p_target: None,
        verdict: ranked.then_some(verdict),
    }
}

fn changed(row: &RankingRow) -> ChangeRow {
    ChangeRow {
        unit_code: row.estimate.unit_code.clone(),
        unit_name: row.estimate.unit_name.clone(),
        change: row.change,
        p_holm: row.change_p_holm,
        ..district_change(Language::Chinese)
    }
}

fn ranking_table(rows: &[RankingRow], language: Language) -> Table {
    let pick = |zh: &str, en: &str| language.pick(zh, en).to_owned();
    let points = ColumnKind::Number { decimals: 2 };
    let columns = vec![
        Column::new(pick("名次", "Rank"), ColumnKind::Count),
        Column::new(pick("名次上限", "Best rank"), ColumnKind::Count),
        Column::new(pick("名次下限", "Worst rank"), ColumnKind::Count),
        Column::new(pick("单位", "Unit"), ColumnKind::Text),
        Column::new(pick("得分", "Index"), points),
        Column::new(pick("区间下限", "95% low"), points),
        Column::new(pick("区间上限", "95% high"), points),
        Column::new(pick("较上季度", "Change"), ColumnKind::Change { decimals: 2 }),
        Column::new(pick("满意率", "Rate"), ColumnKind::Percent { decimals: 1 }),
        Column::new(pick("样本", "n"), ColumnKind::Count),
        Column::new(pick("备注", "Remark"), ColumnKind::Text),
    ];
    let remark = |flag: Option<Flag>| match flag {
        Some(Flag::LonelyPsu) => language.pick("抽样点不足", "one point"),
        Some(_) => language.pick("样本不足", "too few"),
        None => "",
    };
    let cells = |row: &RankingRow| -> Vec<Cell> {
        let estimate = &row.estimate;
        vec![
            row.rank.into(),
            row.rank_low.into(),
            row.rank_high.into(),
            estimate.unit_name.as_str().into(),
            estimate.index.into(),
            estimate.ci_low.into(),
            estimate.ci_high.into(),
            row.change.into(),
            estimate.rate.into(),
            estimate.n.into(),
            remark(estimate.flag).into(),
        ]
    };
    Table {
        sheet: pick("排名", "Ranking"),
        title: pick("镇街满意度得分与名次（得分按从高到低排列）", "Index and rank of the towns"),
        columns,
        rows: rows.iter().map(cells).collect(),
        note: pick(
            "名次上限、下限为95%联合置信水平下数据允许的最好与最差名次；样本不足的单位不排名。",
            "best and worst rank are those that the data allow, jointly at 95% confidence.",
        ),
        plot: Some(Plot { label: 3, value: 4, low: 5, high: 6 }),
    }
}

fn categories(language: Language) -> Table {
    let pick = |zh: &str, en: &str| language.pick(zh, en).to_owned();
    let points = ColumnKind::Number { decimals: 2 };
    let rows = [
        ("空气质量", "Air", 88.305, 1.72, 0.861),
        ("饮用水", "Drinking water", 86.92, -0.41, 0.842),
        ("垃圾处理", "Waste", 84.885, 0.9, 0.833),
        ("噪声管控", "Noise", 79.4, 2.23, 0.781),
        ("污水治理", "Waste water", 72.4, -1.3, 0.702),
        ("农村环境整治", "Rural environment", 70.115, 0.0, 0.688),
    ];
    Table {
        sheet: pick("题项", "Categories"),
        title: pick("各类别得分", "Index of each category"),
        columns: vec![
            Column::new(pick("类别", "Category"), ColumnKind::Text),
            Column::new(pick("得分", "Index"), points),
            Column::new(pick("较上季度", "Change"), ColumnKind::Change { decimals: 2 }),
            Column::new(pick("满意率", "Rate"), ColumnKind::Percent { decimals: 1 }),
        ],
        rows: rows
            .map(|(zh, en, index, change, rate)| {
                vec![
                    language.pick(zh, en).into(),
                    Cell::Number(index),
                    Cell::Number(change),
                    Cell::Number(rate),
                ]
            })
            .into(),
        note: pick("较上季度的差异均不显著。", "no change is significant."),
        plot: None,
    }
}

fn chart(language: Language) -> Chart {
    let pick = |zh: &str, en: &str| language.pick(zh, en).to_owned();
    let share = ColumnKind::Percent { decimals: 1 };
    let heads = [
        ("很满意", "Very good"),
        ("满意", "Good"),
        ("一般", "Fair"),
        ("不满意", "Bad"),
        ("很不满意", "Very bad"),
    ];
    let mut columns = vec![Column::new(pick("问题", "Question"), ColumnKind::Text)];
    columns.extend(heads.map(|(zh, en)| Column::new(pick(zh, en), share)));
    let shares = [0.41, 0.403, 0.102, 0.055, 0.03];
    let row = |zh: &str, en: &str| {
        let mut cells = vec![Cell::from(language.pick(zh, en))];
        cells.extend(shares.map(Cell::Number));
        cells
    };
    Chart {
        title: pick(
            "6个问题中，回答“很满意”或“满意”的占74%至84%",
            "Six questions: 74% to 84% are satisfied",
        ),
        description: pick(
            "分向堆积条形图，6行，各回答占比",
            "Diverging bars, six rows, shares of the answers",
        ),
        svg: SVG.to_owned(),
        phone: None,
        table: Table {
            sheet: pick("回答分布", "Answers"),
            title: pick("各问题回答分布", "Answers to each question"),
            columns,
            rows: vec![row("空气质量", "Air"), row("饮用水", "Drinking water")],
            note: String::new(),
            plot: None,
        },
    }
}

fn method(language: Language) -> Method {
    let pick = |zh: &str, en: &str| language.pick(zh, en).to_owned();
    Method {
        design: pick(
            "按镇街分层，以村（社区）为抽样点，户内随机选人；按常住人口加权。",
            "Stratified by town, villages as sampling points, one person a household; weighted by population.",
        ),
        responses: Some(3_296),
        from: date(2026, 7, 3),
        to: date(2026, 9, 28),
        modes: pick("入户走访1,840份，电话调查1,456份", "1,840 visits, 1,456 calls"),
        formulas: pick(
            "得分与满意率为设计加权比率估计（2.2），标准误用泰勒线性化（2.4），名次区间为联合秩集（3.2），变化按Holm校正（2.23）。",
            "Ratio estimates (2.2) with Taylor-linearised standard errors (2.4); joint rank sets (3.2); changes after Holm (2.23).",
        ),
        scheme: pick(
            "five_100_80_60_30_0，第1版：很满意100，满意80，一般60，不满意30，很不满意0",
            "five_100_80_60_30_0, version 1: 100, 80, 60, 30, 0 points",
        ),
        dont_know: pick(
            "“不了解”与拒答不计入基数，单列占比。",
            "Out of the base; its share is stated by itself.",
        ),
        rounding: pick(
            "四舍五入，得分保留两位小数；名次按未取舍的得分计算。",
            "Half away from zero to two decimals; ranks use unrounded values.",
        ),
        suppression: pick(
            "不足10人的单元格不予公布，显示为“—”。",
            "Cells of fewer than 10 people are withheld, shown as —.",
        ),
        program: "manyi 0.1.0".to_owned(),
        data: pick("第418号数据修订", "revision 418"),
        data_digest: "9f2b6c0de1a4478c8f1d7a3f5b9e0c6a2d4e8f10b3c5d7e9f1a2b4c6d8e0f213".to_owned(),
    }
}
