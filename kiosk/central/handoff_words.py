"""The words of the pages on a student's phone, in both languages; every page and every fault has its own."""

from __future__ import annotations

from typing import Literal

Language = Literal["zh", "en"]

WORDS: dict[Language, dict[str, str]] = {
    "zh": {
        "lang": "zh-CN",
        "other": "English",
        "title-code": "上传采集码图片",
        "title-name": "填写姓名",
        "title-contact": "填写联系方式",
        "intro-code": "请选择已保存在手机里的采集码图片（从学信网保存的原图最好，截屏可能无法识别）。",
        "intro-name": "请填写证件上的完整姓名。",
        "intro-contact": "填写后，请回到采集机屏幕核对。",
        "privacy": "内容只转交给您面前的采集机，取走后立即删除，最多保留 {minutes} 分钟。",
        "picture": "采集码图片",
        "name": "姓名",
        "phone": "手机号码",
        "email": "电子邮箱",
        "delivery": "照片送到哪里",
        "to-school": "送到学校",
        "to-address": "寄到以下地址",
        "address": "详细地址",
        "addressee": "收件人",
        "optional": "可不填",
        "send": "发送",
        "done-title": "已发送",
        "done": "请回到采集机继续。本页面可以关闭。",
        "gone-title": "此页面已失效",
        "gone": "请回到采集机，重新扫描屏幕上的二维码。",
        "many-title": "请稍候",
        "many": "访问过于频繁，请一分钟后再试。",
        "picture-missing": "还没有选择图片。",
        "picture-empty": "这个文件是空的，请重新保存采集码图片。",
        "picture-too-large": "图片太大（最多 10 MB）。请选择从学信网保存的采集码图片。",
        "picture-too-small": "图片太小，无法识别。请重新保存采集码原图。",
        "picture-unreadable": "这不是可用的图片。请选择 JPG 或 PNG 格式的图片。",
        "busy": "现在使用的人较多，请稍等片刻再发送一次。",
        "code-none": "图片里没有找到二维码。请选择完整、清晰的采集码图片，四边都要露出来，不要裁剪。",
        "code-several": "图片里有多个采集码，请选择只有您本人采集码的图片。",
        "code-payment": "这是付款码或收款码，不是采集码。请勿把它给别人看。",
        "code-link": "这是网页链接的二维码，不是采集码。",
        "code-wifi": "这是无线网络的二维码，不是采集码。",
        "code-card": "这是名片二维码，不是采集码。",
        "code-other": "这不是采集码。",
        "code-other-school": "这是其他学校的采集码，不能在这里使用。",
        "name-wrong": "请填写姓名，不超过 40 个字。",
        "contact-phone-wrong": "号码不对。只填数字，例如 13800000000。",
        "contact-email-wrong": "邮箱不对。格式如 name@example.com。",
        "contact-address-wrong": "请填写省、市、街道和门牌号（5 至 200 个字）。",
        "contact-delivery-missing": "请选择照片送到哪里。",
        "contact-name-wrong": "请填写收件人姓名。",
    },
    "en": {
        "lang": "en",
        "other": "中文",
        "title-code": "Upload your capture code",
        "title-name": "Fill in your name",
        "title-contact": "Fill in how to reach you",
        "intro-code": "Choose the picture of your capture code saved on this phone. The one saved from the "
        "CHSI site is best; a screenshot may not be readable.",
        "intro-name": "Write your full name as on your ID.",
        "intro-contact": "Afterwards, check it on the screen of the booth.",
        "privacy": "What you send goes to the booth in front of you only. It is erased as soon as the booth "
        "has it, after {minutes} minutes at the latest.",
        "picture": "Picture of the capture code",
        "name": "Name",
        "phone": "Phone number",
        "email": "E-mail address",
        "delivery": "Where the prints go",
        "to-school": "To the school",
        "to-address": "To this address",
        "address": "Postal address",
        "addressee": "Addressee",
        "optional": "optional",
        "send": "Send",
        "done-title": "Sent",
        "done": "Go back to the booth and carry on there. You can close this page.",
        "gone-title": "This page is no longer valid",
        "gone": "Go back to the booth and scan the code on its screen again.",
        "many-title": "Please wait",
        "many": "Too many attempts. Try again in a minute.",
        "picture-missing": "No picture has been chosen yet.",
        "picture-empty": "This file is empty. Save the picture of your capture code again.",
        "picture-too-large": "The picture is too large (10 MB at most). Choose the one saved from CHSI.",
        "picture-too-small": "The picture is too small to be read. Save the original picture again.",
        "picture-unreadable": "This is not a usable picture. Choose a JPG or PNG picture.",
        "busy": "Many people are using this right now. Wait a moment and send it again.",
        "code-none": "No QR code was found in the picture. Choose a complete, sharp picture of your capture "
        "code with all four edges in it, not a part of it.",
        "code-several": "There are several capture codes in the picture. Choose one with only yours.",
        "code-payment": "This is a payment code, not a capture code. Show it to nobody.",
        "code-link": "This is the code of a web page, not a capture code.",
        "code-wifi": "This is the code of a wireless network, not a capture code.",
        "code-card": "This is the code of a visiting card, not a capture code.",
        "code-other": "This is not a capture code.",
        "code-other-school": "This capture code belongs to another school and cannot be used here.",
        "name-wrong": "Write your name, at most 40 characters.",
        "contact-phone-wrong": "This is not a phone number. Digits only, for example 13800000000.",
        "contact-email-wrong": "This is not an e-mail address. Write it like name@example.com.",
        "contact-address-wrong": "Write province, city, street and number (5 to 200 characters).",
        "contact-delivery-missing": "Choose where the prints go.",
        "contact-name-wrong": "Write who receives it.",
    },
}


def chosen_language(asked: str | None, accepted: str, fallback: str) -> Language:
    """Return the language of a page.

    Parameters
    ----------
    asked
        What the page's own switch says, if it was used.
    accepted
        The phone's ``Accept-Language``: the first of the two languages in it counts, as phones list
        them in the order of preference.
    fallback
        The language of the booth.
    """
    for wish in (asked or "", *accepted.split(","), fallback):
        primary = wish.partition(";")[0].strip().lower().partition("-")[0]
        if primary == "zh":
            return "zh"
        if primary == "en":
            return "en"
    return "zh"
