#pragma once
#include <string>

#include "engine/commit.h"
#include "engine/workshop/workshop_changes.h"

/// Nouns to records (records.proto). `out` is cleared first and keeps its memory.
///
/// Threads    Any; nothing is shared.
/// Cost       No allocation once `out` has grown.
namespace tocsin::storage {

void encode(const PostWrite& write, std::string& out);
void encode(const KeptPost& post, std::string& out);
void encode(const AuthorState& author, std::string& out);
void encode(const Case& record, std::string& out);
void encode(const Alert& alert, std::string& out);
void encode(const Event& event, std::string& out);
void encode(const DeadLetter& letter, std::string& out);
void encode(const PackVersion& version, std::string& out);

KeptPost own(const PostWrite& write);

/// Takes from a post what a deletion takes: its words, links, media and counts, its author's
/// profile, and what was matched in it. Its number, its place in the conversation and the rules
/// that it met stay. The author's id stays of a `deleted` one alone (cases join on it): an erased
/// person must not be found by it.
void strip(KeptPost& post, Gone gone);

}  // namespace tocsin::storage
