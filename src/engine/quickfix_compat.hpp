// The one place where QuickFIX's headers come in, made fit for C++20.
#pragma once

// QuickFIX 1.15 declares exceptions with throw(X), which C++17 took out of the language. A macro empties the
// lists; it stands behind every standard header, whose own words it must not touch. The build refuses headers
// in which it would remove a statement `throw (x);` (see CheckQuickFix.cmake).
#include <algorithm>
#include <arpa/inet.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <netinet/in.h>
#include <numeric>
#include <pthread.h>
#include <queue>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#ifdef __clang__
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wkeyword-macro"
#endif
#define throw(...)
#include <quickfix/Application.h>
#include <quickfix/DataDictionary.h>
#include <quickfix/DataDictionaryProvider.h>
#include <quickfix/Log.h>
#include <quickfix/Message.h>
#include <quickfix/NullStore.h>
#include <quickfix/Responder.h>
#include <quickfix/Session.h>
#include <quickfix/SessionSettings.h>
#undef throw
#ifdef __clang__
#pragma clang diagnostic pop
#endif
