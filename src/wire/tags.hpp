// The tag numbers that the code speaks of by name. The full list is in fix/*.xml.
#pragma once

#include <cstdint>

namespace fixguard::tag {

using Tag = std::int32_t;

inline constexpr Tag BeginString = 8;
inline constexpr Tag BodyLength = 9;
inline constexpr Tag CheckSum = 10;
inline constexpr Tag ClOrdID = 11;
inline constexpr Tag CumQty = 14;
inline constexpr Tag Currency = 15;
inline constexpr Tag ExecID = 17;
inline constexpr Tag ExecInst = 18;
inline constexpr Tag LastPx = 31;
inline constexpr Tag LastQty = 32;
inline constexpr Tag MsgSeqNum = 34;
inline constexpr Tag MsgType = 35;
inline constexpr Tag OrderID = 37;
inline constexpr Tag OrderQty = 38;
inline constexpr Tag OrdStatus = 39;
inline constexpr Tag OrdType = 40;
inline constexpr Tag OrigClOrdID = 41;
inline constexpr Tag PossDupFlag = 43;
inline constexpr Tag Price = 44;
inline constexpr Tag RefSeqNum = 45;
inline constexpr Tag SenderCompID = 49;
inline constexpr Tag SendingTime = 52;
inline constexpr Tag Side = 54;
inline constexpr Tag Symbol = 55;
inline constexpr Tag TargetCompID = 56;
inline constexpr Tag Text = 58;
inline constexpr Tag TimeInForce = 59;
inline constexpr Tag TransactTime = 60;
inline constexpr Tag ListID = 66;
inline constexpr Tag NoOrders = 73;
inline constexpr Tag RawDataLength = 95;
inline constexpr Tag RawData = 96;
inline constexpr Tag EncryptMethod = 98;
inline constexpr Tag OrdRejReason = 103;
inline constexpr Tag HeartBtInt = 108;
inline constexpr Tag MaxFloor = 111;
inline constexpr Tag TestReqID = 112;
inline constexpr Tag NoMiscFees = 136;
inline constexpr Tag ResetSeqNumFlag = 141;
inline constexpr Tag NoRelatedSym = 146;
inline constexpr Tag Headline = 148;
inline constexpr Tag ExecType = 150;
inline constexpr Tag LeavesQty = 151;
inline constexpr Tag CashOrderQty = 152;
inline constexpr Tag MDReqID = 262;
inline constexpr Tag SubscriptionRequestType = 263;
inline constexpr Tag MarketDepth = 264;
inline constexpr Tag NoMDEntryTypes = 267;
inline constexpr Tag NoMDEntries = 268;
inline constexpr Tag MDEntryType = 269;
inline constexpr Tag MDEntryPx = 270;
inline constexpr Tag MDEntrySize = 271;
inline constexpr Tag MDUpdateAction = 279;
inline constexpr Tag MDReqRejReason = 281;
inline constexpr Tag InstrumentReqID = 320;
inline constexpr Tag RefTagID = 371;
inline constexpr Tag RefMsgType = 372;
inline constexpr Tag SessionRejectReason = 373;
inline constexpr Tag ListStatusType = 429;
inline constexpr Tag ListOrderStatus = 431;
inline constexpr Tag CxlRejResponseTo = 434;
inline constexpr Tag MassCancelRequestType = 530;
inline constexpr Tag MassCancelResponse = 531;
inline constexpr Tag MassCancelRejectReason = 532;
inline constexpr Tag Username = 553;
inline constexpr Tag InstrumentListRequestType = 559;
inline constexpr Tag TriggerPrice = 1102;
inline constexpr Tag ContingencyType = 1385;
inline constexpr Tag ReqID = 6136;
inline constexpr Tag DropCopyFlag = 9406;
inline constexpr Tag RecvWindow = 25000;
inline constexpr Tag SelfTradePreventionMode = 25001;
inline constexpr Tag CancelRestrictions = 25002;
inline constexpr Tag NoLimitIndicators = 25003;
inline constexpr Tag LimitType = 25004;
inline constexpr Tag LimitCount = 25005;
inline constexpr Tag LimitMax = 25006;
inline constexpr Tag LimitResetInterval = 25007;
inline constexpr Tag LimitResetIntervalResolution = 25008;
inline constexpr Tag ClListID = 25014;
inline constexpr Tag OrigClListID = 25015;
inline constexpr Tag ErrorCode = 25016;
inline constexpr Tag CumQuoteQty = 25017;
inline constexpr Tag OrderCreationTime = 25018;
inline constexpr Tag OrderCancelRequestAndNewOrderSingleMode = 25033;
inline constexpr Tag CancelClOrdID = 25034;
inline constexpr Tag MessageHandling = 25035;
inline constexpr Tag ResponseMode = 25036;
inline constexpr Tag UUID = 25037;
inline constexpr Tag FirstBookUpdateID = 25043;
inline constexpr Tag LastBookUpdateID = 25044;

} // namespace fixguard::tag
