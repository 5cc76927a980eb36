
.
xPlaceholder*
dtype0*
shape:
x
StringFormatStringFormatx*

T
2*
placeholder{}*
	summarize*%
templateprinted by the model {}
o
PrintV2PrintV2StringFormat*&
 _has_manual_control_dependencies(*

end
*
output_streamstderr
*
IdentityIdentityx^PrintV2*
T0
>
NoOpNoOp^PrintV2*&
 _has_manual_control_dependencies(
0

Identity_1IdentityIdentity^NoOp*
T0"ª