#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/time.h"
#include "tools/traffic/seeded_random.h"

/// Frames in the form of Jetstream's legacy wire, for made-up accounts.
namespace tocsin::tools {

/// A strong reference: where a post is, and which version of it.
struct PostRef {
  std::string uri;
  std::string cid;
  bool empty() const { return uri.empty(); }
};

/// What a post frame says beside who, when and the text.
struct PostDraft {
  std::string_view did;
  std::string_view rkey;
  std::string_view cid;
  std::string_view text;
  std::string_view lang;
  const PostRef* root = nullptr;    ///< of a reply
  const PostRef* parent = nullptr;  ///< of a reply
  enum class Embed : std::uint8_t { none, link, image, video, quote } embed = Embed::none;
  const PostRef* quoted = nullptr;
  bool edited = false;
};

/// Writes frames into a string, replacing what it holds.
///
/// Threads    One owner.
/// Cost       About a microsecond a frame; allocates only while the string grows.
class JetstreamFrames {
 public:
  JetstreamFrames(SeededRandom& random, std::string_view our_did)
      : random_(random), our_did_(our_did) {}

  void post(std::string& out, Instant at, const PostDraft& draft);
  void post_deleted(std::string& out, Instant at, std::string_view did, std::string_view rkey);
  /// A like, a repost; `collection` says which.
  void points_at_post(std::string& out, Instant at, std::string_view did,
                      std::string_view collection, const PostRef& subject);
  /// A follow, a block.
  void points_at_account(std::string& out, Instant at, std::string_view did,
                         std::string_view collection, std::string_view subject);
  void record_deleted(std::string& out, Instant at, std::string_view did,
                      std::string_view collection);
  void profile(std::string& out, Instant at, std::string_view did, std::string_view name);
  void identity(std::string& out, Instant at, std::string_view did, std::string_view handle);
  /// An empty `status`: the account is active.
  void account(std::string& out, Instant at, std::string_view did, std::string_view status);

  std::string new_rkey(Instant at);
  std::string new_cid();

 private:
  void head(std::string& out, Instant at, std::string_view did, std::string_view kind);
  void commit(std::string& out, Instant at, std::string_view did, std::string_view operation,
              std::string_view collection, std::string_view rkey);
  void begin_record(std::string& out, Instant at, std::string_view collection);
  void end_record(std::string& out, std::string_view cid);
  void notice(std::string& out, Instant at, std::string_view did, std::string_view kind,
              std::string_view first_field);
  void end_notice(std::string& out, Instant at);
  void facets(std::string& out, std::string_view text);
  void embed(std::string& out, const PostDraft& draft);
  void image(std::string& out);
  void add_cid(std::string& out);
  void add_tid(std::string& out, Instant at);

  SeededRandom& random_;
  std::string our_did_;
  std::uint64_t sequence_ = 30'000'000'000;
};

/// `did:plc:` and 24 characters that are a function of `number`.
std::string made_up_did(std::uint64_t number);

/// The at:// address of a post.
std::string post_uri(std::string_view did, std::string_view rkey);

}  // namespace tocsin::tools
