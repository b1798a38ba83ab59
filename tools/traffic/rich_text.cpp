#include "engine/json_writer.h"
#include "tools/traffic/jetstream_frame.h"

/// What stands in a post's record beside the text: facets (links, tags, mentions) and embeds.
namespace tocsin::tools {
namespace {

bool is_tag_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_handle_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
}
bool is_link_byte(char c) {
  return c > ' ' && c != '"' && static_cast<unsigned char>(c) < 0x80;
}

/// The end of the stretch that begins at `from` and holds only bytes that `holds` takes.
template <class Holds>
std::size_t end_of(std::string_view text, std::size_t from, Holds holds) {
  while (from < text.size() && holds(text[from])) ++from;
  return from;
}

void append_facet(std::string& out, std::size_t begin, std::size_t end, std::string_view feature,
                  std::string_view field, std::string_view value) {
  out += R"({"features":[{"$type":"app.bsky.richtext.facet#)";
  out += feature;
  out += R"(",")";
  out += field;
  out += R"(":)";
  append_json_string(out, value);
  out += R"(}],"index":{"byteEnd":)";
  out += std::to_string(end);
  out += R"(,"byteStart":)";
  out += std::to_string(begin);
  out += "}}";
}

}  // namespace

void JetstreamFrames::facets(std::string& out, std::string_view text) {
  bool any = false;
  const auto add = [&](std::size_t begin, std::size_t end, std::string_view feature,
                       std::string_view field, std::string_view value) {
    out += any ? "," : R"(,"facets":[)";
    any = true;
    append_facet(out, begin, end, feature, field, value);
  };
  for (std::size_t i = text.find_first_of("#@h"); i != std::string_view::npos;
       i = text.find_first_of("#@h", i + 1)) {
    if (text[i] == '#') {
      const auto end = end_of(text, i + 1, is_tag_byte);
      if (end > i + 1) add(i, end, "tag", "tag", text.substr(i + 1, end - i - 1));
    } else if (text[i] == '@') {
      auto end = end_of(text, i + 1, is_handle_byte);
      if (end > i + 1 && text[end - 1] == '.') --end;
      if (end > i + 1) add(i, end, "mention", "did", our_did_);
    } else if (text.substr(i).starts_with("https://")) {
      const auto end = end_of(text, i, is_link_byte);
      add(i, end, "link", "uri", text.substr(i, end - i));
      i = end - 1;
    }
  }
  if (any) out += ']';
}

void JetstreamFrames::image(std::string& out) {
  out += R"({"alt":"","aspectRatio":{"height":1536,"width":2048},"image":{"$type":"blob","ref":)"
         R"({"$link":"bafkrei)";
  std::string cid;
  add_cid(cid);
  out.append(cid, 7);
  out += R"("},"mimeType":"image/jpeg","size":)";
  out += std::to_string(90'000 + random_.under(800'000));
  out += "}}";
}

void JetstreamFrames::embed(std::string& out, const PostDraft& draft) {
  using Embed = PostDraft::Embed;
  if (draft.embed == Embed::image) {
    out += R"(,"embed":{"$type":"app.bsky.embed.images","images":[)";
    image(out);
    if (random_.chance(0.4)) {
      out += ',';
      image(out);
    }
    out += "]}";
  } else if (draft.embed == Embed::video) {
    out += R"(,"embed":{"$type":"app.bsky.embed.video","aspectRatio":{"height":1080,"width":1920},)"
           R"("video":{"$type":"blob","ref":{"$link":")";
    add_cid(out);
    out += R"("},"mimeType":"video/mp4","size":2841193}})";
  } else if (draft.embed == Embed::link) {
    const auto page = std::to_string(random_.under(1'000'000));
    out += R"(,"embed":{"$type":"app.bsky.embed.external","external":{"description":"Notes, )"
           R"(pictures and letters from readers, every week, from the editors of the regional )"
           R"(magazine for walks, gardens and small museums.","thumb":{"$type":"blob","ref":)"
           R"({"$link":")";
    add_cid(out);
    out += R"("},"mimeType":"image/jpeg","size":312004},"title":"Letters, issue )";
    out += page;
    out += R"(","uri":"https://magazine.example.org/issues/)";
    out += page;
    out += R"("}})";
  } else if (draft.embed == Embed::quote && draft.quoted != nullptr) {
    out += R"(,"embed":{"$type":"app.bsky.embed.record","record":{"cid":")";
    out += draft.quoted->cid;
    out += R"(","uri":")";
    out += draft.quoted->uri;
    out += R"("}})";
  }
}

}  // namespace tocsin::tools
