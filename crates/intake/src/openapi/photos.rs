//! What the addresses of photos do.

use serde_json::json;

use super::faults::{NEEDING_QUERY, QUERY};
use super::operation::{Content, Operation, Parameter, Tag};
use super::operations::{BAD_ID, FOUND};
use crate::photos::{BYTES_MAX, JPEG};
use crate::receipt::Kept;

pub(super) fn operations() -> [Operation; 2] {
    [send(), see()]
}

fn id() -> Parameter {
    let text = ("照片编号", "Id of the photo, as the response names it");
    Parameter::path("id", text, json!({"type": "string", "format": "uuid"}))
}

fn send() -> Operation {
    let response = Parameter::query(
        "response",
        ("所属答卷的编号", "Id of the response that it belongs to"),
        json!({"type": "string", "format": "uuid"}),
    );
    let summary = ("发送一张照片", "Send a photo of an interview");
    Operation::new(("PUT", "/api/v1/photos/{id}"), "sendPhoto", Tag::Responses, summary)
        .detail(
            "Before or after the response that names it. What phones write into a file may tell where \
             it was taken, and is to be taken out before it is sent: a JPEG with segments that the \
             picture is not read by, such as Exif, XMP or a comment, or with anything after its end, is \
             refused.",
        )
        .choose([id(), response.required()])
        .sends_bytes(JPEG, BYTES_MAX)
        .gives::<Kept>(201, ("新收到，已存盘", "New: it is on the disk"))
        .gives::<Kept>(200, ("与已存的相同", "The same is stored already"))
        .refuses_for(
            400,
            &["bad_id", "bad_query", "body_broken_off"],
            NEEDING_QUERY,
            ("编号不是 UUID，或未写明答卷", "An id is no UUID, or no response is named"),
        )
        .refuses(
            409,
            &["different_content", "withdrawn"],
            (
                "同一编号内容不同，或答卷已撤回",
                "Other content under a known id, or of a response that was withdrawn",
            ),
        )
        .refuses(415, &["not_jpeg"], ("不是完整的 JPEG", "The body is no JPEG, or not a whole one"))
        .refuses(
            422,
            &["photo_tells_more", "too_many_photos"],
            (
                "照片带有拍摄信息（Exif、XMP 等），请去掉后再发；或该答卷的照片已满",
                "The file tells more than the picture; or the response has as many as it may have",
            ),
        )
        .refuses(
            429,
            &["photos_waiting"],
            (
                "您有太多照片还没有对应的答卷，请先发送答卷",
                "Too many photos of yours wait for their responses; send those first",
            ),
        )
}

fn see() -> Operation {
    let summary = ("查看一张照片", "See a photo of an interview");
    Operation::new(("GET", "/api/v1/photos/{id}"), "seePhoto", Tag::Responses, summary)
        .detail("One that a stored response names. It is put on record that it was seen.")
        .choose([id()])
        .answers(200, FOUND, Content::Other(&[JPEG]))
        .refuses_for(400, &["bad_id", "bad_query"], QUERY, BAD_ID)
        .refuses(
            404,
            &["unknown_photo"],
            ("没有这张照片，或不在您的范围内", "No such photo within your units"),
        )
}
