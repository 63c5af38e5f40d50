//! Forecasts, and what they rest on, for reading.

use survey::Language;
use survey::display::rounded_or_dash;
use survey::table::{ForecastBasis, ForecastRow, PastResultRow, PastState};

use crate::Twin;

impl Twin {
    /// Forecasts for reading.
    pub fn of_forecast(rows: &[ForecastRow], language: Language) -> Self {
        let headers = language.pick(
            [
                "单位",
                "有效答卷",
                "模拟得分",
                "往次结果",
                "平均偏差",
                "预测",
                "95%预测区间",
                "区间包含",
            ],
            [
                "Unit",
                "n",
                "Mock index",
                "Past results",
                "Mean difference",
                "Forecast",
                "95% prediction interval",
                "The interval holds",
            ],
        );
        let row = |row: &ForecastRow| {
            let interval = match (row.low, row.high) {
                (Some(low), Some(high)) => {
                    format!("{}–{}", rounded_or_dash(Some(low), 1), rounded_or_dash(Some(high), 1))
                }
                _ => rounded_or_dash(None, 1),
            };
            let holds = match row.basis {
                Some(ForecastBasis::SamplingOnly) => {
                    language.pick("仅抽样误差", "sampling error only")
                }
                Some(ForecastBasis::PastResults) => {
                    language.pick("抽样误差和往次差异", "sampling error, past differences")
                }
                None => "",
            };
            vec![
                row.unit_name.to_string(),
                survey::display::count_or_dash(row.n),
                rounded_or_dash(row.mock_index, 1),
                row.past.to_string(),
                rounded_or_dash(row.bias, 1),
                rounded_or_dash(row.forecast, 1),
                interval,
                holds.to_owned(),
            ]
        };
        Self {
            headers: headers.map(str::to_owned).to_vec(),
            rows: rows.iter().map(row).collect(),
            units: rows.iter().map(|row| row.unit_code.to_string()).collect(),
        }
    }

    /// Past results for reading, with where each is known from.
    pub fn of_past_results(rows: &[PastResultRow], language: Language) -> Self {
        let headers = language.pick(
            ["单位", "时期", "上级得分", "模拟得分", "差异", "用途", "发布机关", "出处"],
            [
                "Unit",
                "Period",
                "External",
                "Mock index",
                "Difference",
                "Use",
                "Issuer",
                "Document or file",
            ],
        );
        let row = |row: &PastResultRow| {
            let state = match row.state {
                PastState::Paired => language.pick("用于预测", "in the forecast"),
                PastState::NoMock => {
                    language.pick("未用：没有同期模拟得分", "left out: no mock index of then")
                }
            };
            vec![
                row.unit_name.to_string(),
                row.period.to_string(),
                rounded_or_dash(Some(row.external), 1),
                rounded_or_dash(row.mock_index, 1),
                rounded_or_dash(row.difference, 1),
                state.to_owned(),
                row.issuer.clone(),
                row.document.clone(),
            ]
        };
        Self {
            headers: headers.map(str::to_owned).to_vec(),
            rows: rows.iter().map(row).collect(),
            units: rows.iter().map(|row| row.unit_code.to_string()).collect(),
        }
    }
}
